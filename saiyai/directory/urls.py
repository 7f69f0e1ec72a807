from django.urls import path

from saiyai.directory.views import edit, find, pages

app_name = "directory"
urlpatterns = [
    path("find/", find.find, name="find"),
    path("find/export.csv", find.export, name="find_export"),
    path("find/choices.json", find.choices, name="find_choices"),
    path("people/", find.people, name="people"),
    path("people/export.csv", find.export, {"kind": "PERSON"}, name="people_export"),
    path("people/add/", edit.add_person, name="add_person"),
    path("people/<uuid:pk>/", pages.person, name="person"),
    path("people/<uuid:pk>/edit/", edit.person, name="edit_person"),
    path("people/<uuid:pk>/profile/", edit.profile, {"kind": "person"}, name="person_profile"),
    path("people/<uuid:pk>/posts/", edit.posts, name="person_posts"),
    path("people/<uuid:pk>/contacts/", edit.contacts, {"kind": "person"}, name="person_contacts"),
    path("organizations/", find.organizations, name="organizations"),
    path("organizations/export.csv", find.export, {"kind": "ORGANIZATION"}, name="organizations_export"),
    path("organizations/choices.json", find.organization_choices, name="organization_choices"),
    path("organizations/<uuid:pk>/", pages.organization, name="organization"),
    path("organizations/<uuid:pk>/profile/", edit.profile, {"kind": "organization"}, name="organization_profile"),
    path("organizations/<uuid:pk>/posts/", edit.organization_posts, name="organization_posts"),
    path("organizations/<uuid:pk>/contacts/", edit.contacts, {"kind": "organization"}, name="organization_contacts"),
    path("groups/", find.groups, name="groups"),
    path("groups/export.csv", find.export, {"kind": "GROUP"}, name="groups_export"),
    path("groups/<uuid:pk>/", pages.group, name="group"),
    path("groups/<uuid:pk>/profile/", edit.profile, {"kind": "group"}, name="group_profile"),
    path("groups/<uuid:pk>/contacts/", edit.contacts, {"kind": "group"}, name="group_contacts"),
    path("contacts/<uuid:pk>/verify/", edit.verify_contact_point, name="verify_contact_point"),
    path("contacts/<uuid:pk>/end/", edit.end_contact_point, name="end_contact_point"),
    path("contacts/<uuid:pk>/reach/", edit.set_reach, name="set_reach"),
    path("holdings/<uuid:pk>/end/", edit.end_holding, name="end_holding"),
    path("me/", edit.me, name="me"),
]
