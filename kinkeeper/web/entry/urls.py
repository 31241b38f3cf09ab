"""Where everybody comes in: sign-in, activation, forgotten passwords, the right home."""

from django.urls import path, re_path

from kinkeeper.web.entry import (
    account,
    activate,
    confirm_address,
    forgotten,
    hat,
    home,
    monitoring,
    sign_in,
)

STRAY = r"/[^\w/-]+/?$"  # behind a link, from the sentence or the brackets it stood in

app_name = "entry"
urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", monitoring.healthz, name="healthz"),
    path("metrics", monitoring.metrics, name="metrics"),
    path("robots.txt", home.robots, name="robots"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("activate/", activate.type_code, name="activate"),
    path("activate/password/", activate.choose_password, name="activate-password"),
    path("activate/again/", activate.order_again, name="activate-again"),
    path("activate/<str:token>/", activate.open_link, name="activate-link"),
    re_path(rf"^activate/(?P<token>[\w-]+){STRAY}", activate.open_link, name="activate-stray"),
    path("forgotten/", forgotten.ask, name="forgotten"),
    path("forgotten/sent/", forgotten.sent, name="forgotten-sent"),
    path("forgotten/password/", forgotten.choose_password, name="forgotten-password"),
    path("forgotten/<str:uid>/<str:token>/", forgotten.open_link, name="forgotten-link"),
    re_path(
        rf"^forgotten/(?P<uid>[\w-]+)/(?P<token>[\w-]+){STRAY}",
        forgotten.open_link,
        name="forgotten-stray",
    ),
    path("address/confirm/", confirm_address.confirm, name="address-confirm"),
    path("address/<str:token>/", confirm_address.open_link, name="address-link"),
    re_path(rf"^address/(?P<token>[\w-]+){STRAY}", confirm_address.open_link, name="address-stray"),
    path("new-password/", account.new_password, name="new-password"),
    path("hat/", hat.change, name="hat"),
    path("account/password/", account.change_password, name="account-password"),
]
