"""The addresses of the members' pages; include them where members shall find them."""

from django.urls import path

from .page.views import bill, qr_code, situation

app_name = "asso_portal"

urlpatterns = [
    path("", situation, name="situation"),
    path("qr.svg", qr_code, name="qr_code"),
    path("bill/<str:bill_id>/", bill, name="bill"),
    path("<str:member>/", situation, name="situation"),
    path("<str:member>/qr.svg", qr_code, name="qr_code"),
    path("<str:member>/bill/<str:bill_id>/", bill, name="bill"),
]
