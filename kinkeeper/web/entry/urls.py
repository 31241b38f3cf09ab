"""Where everybody comes in: sign-in, activation, forgotten passwords, the right home."""

from django.urls import path, re_path

from kinkeeper.web.entry import (
    account,
    activate,
    confirm_address,
    forgotten,
    home,
    monitoring,
    sign_in,
)

STRAY = r"/[^\w/-]+/?$"  # behind a link, from the sentence or the brackets it stood in

urlpatterns = [
    path("", home.home),
    path("healthz", monitoring.healthz),
    path("metrics", monitoring.metrics),
    path("robots.txt", home.robots),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out),
    path("activate/", activate.type_code, name="activate"),
    path("activate/password/", activate.choose_password),
    path("activate/again/", activate.order_again),
    path("activate/<str:token>/", activate.open_link),
    re_path(rf"^activate/(?P<token>[\w-]+){STRAY}", activate.open_link),
    path("forgotten/", forgotten.ask),
    path("forgotten/sent/", forgotten.sent),
    path("forgotten/password/", forgotten.choose_password),
    path("forgotten/<str:uid>/<str:token>/", forgotten.open_link),
    re_path(rf"^forgotten/(?P<uid>[\w-]+)/(?P<token>[\w-]+){STRAY}", forgotten.open_link),
    path("address/confirm/", confirm_address.confirm),
    path("address/<str:token>/", confirm_address.open_link),
    re_path(rf"^address/(?P<token>[\w-]+){STRAY}", confirm_address.open_link),
    path("new-password/", account.new_password),
    path("account/password/", account.change_password),
    path("me/", home.pupil),
]
