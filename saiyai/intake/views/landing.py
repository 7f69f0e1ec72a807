from django.shortcuts import render


def landing(request):
    """What this is, what to take care of first, and the two ways on: tell, or come back."""
    return render(request, "intake/landing.html")
