from django.apps import AppConfig


class ParentFeaturesConfig(AppConfig):
    name = "kinkeeper.parent_features"
