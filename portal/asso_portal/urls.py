"""The calls of the bridge; include them under the prefix that its portal_url names."""

from django.urls import path, re_path

from .api import balances, changes, openapi
from .api.endpoint import endpoint

app_name = "asso_portal_api"
READ, BALANCES, OUTCOMES = "changes:read", "balances:write", "outcomes:write"

urlpatterns = [
    path("v1/changes", endpoint("changes", GET=(READ, changes.changes))),
    path("v1/snapshot", endpoint("snapshot", GET=(BALANCES, balances.snapshot))),
    path(
        "v1/snapshots/<str:generation>",
        endpoint("snapshots", PUT=(BALANCES, balances.put_snapshot)),
    ),
    path(
        "v1/snapshots/<str:generation>/chunks/<str:chunk>",
        endpoint("chunks", PUT=(BALANCES, balances.put_chunk)),
    ),
    path("v1/outcomes", endpoint("outcomes", PUT=(OUTCOMES, balances.put_outcomes))),
    path("v1/openapi.json", endpoint("openapi", public=True, GET=("", openapi.document))),
    re_path("", endpoint("nothing")),
]
