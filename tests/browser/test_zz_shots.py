"""Screenshots with the test fixtures."""
import pytest
from tests.browser.test_lists_pages import *  # noqa
from tests.people.test_lists import csv_of
def shot(page,name): page.screenshot(path=f"/tmp/lists/{name}.png",full_page=True)
def test_shots(desk, tmp_path, crisis, request):
    scheme=request.node.callspec.params['desk']
    desk.set_viewport_size({"width":1280,"height":900})
    desk.goto(LISTS); shot(desk,f"lists-empty-{scheme}")
    hand_in(desk,tmp_path); shot(desk,f"preview-{scheme}")
    if scheme=="light":
        desk.set_viewport_size({"width":390,"height":800}); shot(desk,"preview-narrow"); desk.set_viewport_size({"width":1280,"height":900})
    desk.get_by_role("button", name="Register 3 people who are ready").click(); desk.wait_for_timeout(500); shot(desk,f"became-{scheme}")
    desk.goto(LISTS); shot(desk,f"lists-{scheme}")
    file=tmp_path/"x.pdf"; file.write_bytes(b"%PDF-1"); desk.get_by_label("File", exact=True).set_input_files(file); desk.get_by_role("button", name="Look at it").click(); shot(desk,f"lists-fault-{scheme}")
    desk.goto(EXPORT); shot(desk,f"export-{scheme}")
    desk.get_by_label("What is it for?").fill("Manifest of flight 12 for the border guard")
    desk.get_by_label("Telephone", exact=True).check()
    desk.get_by_role("button", name="See how many that is").click(); shot(desk,f"export-confirm-{scheme}")
