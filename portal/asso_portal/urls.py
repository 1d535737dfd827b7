"""The calls of the bridge; include them under the prefix that portal_url names."""

app_name = "asso_portal_api"
urlpatterns = []
