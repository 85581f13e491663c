"""What a repository prefers when context is packed: read, checked, migrated, learned and written.

Never packs anything itself, never raises for what a user wrote.
"""

from bursar.pack.profile.declare import VERSION, Capsule, Levels, PreserveQuality, Priorities, Profile, Tiers
from bursar.pack.profile.load import LoadedProfile, load_profile, profile_path, user_profile_path
from bursar.pack.profile.read import ProfileFile, parse_profile

__all__ = [
    "VERSION",
    "Capsule",
    "Levels",
    "LoadedProfile",
    "PreserveQuality",
    "Priorities",
    "Profile",
    "ProfileFile",
    "Tiers",
    "load_profile",
    "parse_profile",
    "profile_path",
    "user_profile_path",
]
