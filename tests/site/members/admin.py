from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from tests.site.members.models import Member


@admin.register(Member)
class MemberAdmin(UserAdmin):
    list_display = ['id', '__str__', 'status', 'email', 'balance']
    list_filter = ['status', 'type']
    fieldsets = [
        *UserAdmin.fieldsets,
        ("Adhérent", {'fields': [
            'status', 'type', 'nickname', 'organization_name', 'home_phone_number',
            'mobile_phone_number', 'address', 'postal_code', 'city', 'country', 'resign_date',
            'comments', 'balance']})]
