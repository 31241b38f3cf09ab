"""Every address of the product."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("kinkeeper.web.entry.urls")),
    path("children/", include("kinkeeper.web.parents.urls")),
    path("me/", include("kinkeeper.web.pupils.urls")),
    path("staff/", include("kinkeeper.web.staff.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("kinkeeper.web.demo.urls")))
handler400 = "kinkeeper.web.errors.bad_request"
handler403 = "kinkeeper.web.errors.forbidden"
handler404 = "kinkeeper.web.errors.not_found"
handler500 = "kinkeeper.web.errors.server_error"
