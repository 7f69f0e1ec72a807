"""`{% load home_labels %}`: {{ event.verb|verb }}, {{ event.subject|subject }}, {{ job.name|job }}, {{ code|purpose }}, {{ event.actor_label|actor }}."""

from django import template

from saiyai.home import labels

register = template.Library()
for word in (labels.verb, labels.subject, labels.job, labels.purpose, labels.actor):
    register.filter(word.__name__, word)
