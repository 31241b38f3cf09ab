"""What every template knows: the site's name and who is asking."""

from typing import Any

from django.http import HttpRequest

from kinkeeper.organisations import settings


def site(request: HttpRequest) -> dict[str, Any]:
    values = settings.everything()
    return {"site_name": values["site_name"], "office": values["office"]}
