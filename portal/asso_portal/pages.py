"""The addresses of the members' pages; include them where members shall find them."""

from django.urls import path

from .page import downloads, receipts, views

app_name = "asso_portal"


def _pages(prefix):
    return [
        path(prefix, views.situation, name="situation"),
        path(f"{prefix}qr.<str:form>", views.qr_code, name="qr_code"),
        path(f"{prefix}situation.json", downloads.figures, name="figures"),
        path(f"{prefix}statement/", views.statement, name="statement"),
        path(f"{prefix}statement.csv", downloads.statement_csv, name="statement_csv"),
        path(f"{prefix}statement.pdf", downloads.statement_pdf, name="statement_pdf"),
        path(f"{prefix}receipts/", receipts.receipts, name="receipts"),
        path(f"{prefix}receipts/<path:number>/pdf", receipts.receipt_pdf, name="receipt_pdf"),
        path(f"{prefix}bill/<str:bill_id>/", views.bill, name="bill"),
        path(f"{prefix}bill/<str:bill_id>/pdf", downloads.bill_pdf, name="bill_pdf"),
    ]


urlpatterns = [*_pages(""), *_pages("<str:member>/")]
