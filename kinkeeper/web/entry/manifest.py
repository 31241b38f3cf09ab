"""What a phone asks for that puts the site onto its home screen."""

from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.views.decorators.http import require_safe

from kinkeeper.organisations import settings
from kinkeeper.web.gate import for_everybody

ICONS = (("icon-192.png", 192, "any"), ("icon-512.png", 512, "any"),
         ("icon-maskable-512.png", 512, "maskable"))  # fmt: skip
BLUE, PAGE = "#0062ba", "#f3f3f3"  # as the icon, and as a page is before it is there


@for_everybody
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """It says what everyone may know: the site's name and its icons."""
    name = str(settings.get("site_name"))
    said = {
        "id": reverse("entry:home"),
        "start_url": reverse("entry:home"),
        "scope": reverse("entry:home"),
        "display": "standalone",
        "name": name,
        "short_name": name[:12].strip(),
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "theme_color": BLUE,
        "background_color": PAGE,
        "icons": [
            {
                "src": static(file),
                "type": "image/png",
                "sizes": f"{size}x{size}",
                "purpose": purpose,
            }
            for file, size, purpose in ICONS
        ],
    }
    return JsonResponse(said, content_type="application/manifest+json")
