"""The addresses of logging in by a link; include them where the site's log-in page is."""

from django.urls import path

from . import views

app_name = "asso_portal_login"

urlpatterns = [
    path("", views.ask, name="ask"),
    path("sent/", views.sent, name="sent"),
    path("<str:text>/", views.enter, name="enter"),
]
