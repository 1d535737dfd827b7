"""The members' pages; include them where members shall find them."""

from django.http import HttpResponse
from django.urls import path

app_name = "asso_portal"


def situation(request):
    return HttpResponse("")


urlpatterns = [path("", situation, name="situation")]
