from django.contrib import admin
from django.contrib.auth import views
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path('', RedirectView.as_view(pattern_name='asso_portal:situation')),
    path('login/', views.LoginView.as_view(redirect_authenticated_user=True), name='login'),
    path('login/link/', include('asso_portal.login.urls')),
    path('logout/', views.LogoutView.as_view(), name='logout'),
    path('admin/', admin.site.urls),
    path('situation/', include('asso_portal.pages')),
    path('api/asso/', include('asso_portal.urls')),
]
