#!/usr/bin/env python3
"""simgrad report as a user runs it: `report_test.py PROGRAM`."""
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

from program import run_tests, scenario

FAILURE = """
[[failure]]
kind = "host_crash"
hosts = "host-1"
at = "1 ms"
duration = "1 s"

[stop]
accuracy = 1.0
"""
SECTIONS = ["Convergence", "Where the time went", "Rounds", "Traffic", "Timeline of nodes",
            "Failures and other events", "Other measurements", "Scenario"]


def record(program, **changes):
    program.write("s.toml", scenario(**{"rounds": "6", "more": FAILURE, **changes}))
    run = program("run", "s.toml", "--out", "run.db", "--quiet")
    assert run.returncode == 0, run.stderr


def report(program, *words):
    made = program("report", "run.db", *words)
    assert made.returncode == 0, made.stderr
    return made


def page_of(program, name="run.html"):
    return (program.folder / name).read_text(encoding="utf-8")


def elements(page):
    """The page as a tree; it is well-formed XML but for the document type."""
    return ElementTree.fromstring(page.removeprefix("<!DOCTYPE html>\n"))


def test_a_sweeps_folder_gives_a_page_of_its_own(program):
    record(program)
    folder = program.folder / "out"
    folder.mkdir()
    shutil.move(program.folder / "run.db", folder / "sweep.db")
    database = sqlite3.connect(folder / "sweep.db")
    with database:
        database.executemany("INSERT INTO point VALUES (1, 0, 0, ?, ?, ?)",
                             [("strategy.batch_size", "8", 8), ("seed", "1", 1)])
    database.close()
    made = program("report", "out")
    assert made.returncode == 0, made.stderr
    assert made.stdout == "Report: out.html\n", made.stdout
    page = page_of(program, "out.html")
    headings = [heading.text for heading in elements(page).iter("h2")]
    assert headings[0] == "Summary" and "Points" in headings, headings
    assert "strategy.batch_size" in page and "http" not in page


def test_a_page_has_every_section_and_is_well_formed(program):
    record(program)
    made = report(program)
    assert made.stdout == "Report: run.html\n", made.stdout
    tree = elements(page_of(program))
    assert [heading.text for heading in tree.iter("h2")] == SECTIONS
    assert tree.find(".//h1").text == "Small"
    assert len(tree.findall(".//figure")) > 10
    facts = {fact.find("dt").text: fact.find("dd").text for fact in tree.findall(".//dl/div")}
    assert facts["status"] == "finished" and facts["rounds"] == "6 of 6", facts
    assert "time to accuracy 100 %" in facts, facts
    contents = [link.attrib["href"][1:] for link in tree.findall(".//nav/a")]
    assert contents == [section.attrib["id"] for section in tree.iter("section")]


def test_a_page_fetches_nothing(program):
    record(program)
    report(program)
    page = page_of(program)
    assert "http" not in page
    for tag in ("link", "img", "iframe", "object", "embed", "video", "audio"):
        assert f"<{tag}" not in page, tag
    assert not re.search(r"\bsrc=|@import|url\((?!#hatch)", page)
    assert page.count("<script") == 1


def test_the_page_goes_where_it_is_told(program):
    record(program)
    report(program, "-o", "other.html")
    assert (program.folder / "other.html").exists()
    assert not (program.folder / "run.html").exists()


def test_the_same_database_gives_the_same_page(program):
    record(program)
    report(program)
    report(program, "-o", "again.html")
    assert page_of(program) == page_of(program, "again.html")


def test_overrides_decide_the_goals(program):
    record(program)
    program("run", "s.toml", "--out", "run.db", "--quiet", "--set", "stop.accuracy=0.25",
            "--set", "strategy.rounds=4")
    report(program)
    assert "time to accuracy 25 %" in page_of(program)
    assert "stop.accuracy=0.25" in page_of(program)


def change(program, *statements):
    connection = sqlite3.connect(program.folder / "run.db")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_texts_of_a_database_stay_texts(program):
    record(program)
    hostile = "'</pre></svg><script>alert(1)</script>' || x'ff01' || '\"'"
    change(program, *(f"UPDATE {table} SET {column} = {hostile}" for table, column in (
        ("run", "title"), ("run", "reason"), ("run", "scenario"), ("run", "overrides"),
        ("run", "status"), ("node", "name"), ("link", "group_name"), ("event", "kind"),
        ("event", "detail"), ("span", "node"), ("node_round", "node"))))
    report(program)
    tree = elements(page_of(program))
    assert len(list(tree.iter("script"))) == 1
    assert tree.find(".//h1").text.startswith("</pre></svg><script>alert(1)")


def test_numbers_of_a_database_may_be_anything(program):
    record(program)
    change(program, "UPDATE evaluation SET loss = 9e999 WHERE round = 2",
           "UPDATE evaluation SET loss = NULL, accuracy = NULL WHERE round > 3",
           "UPDATE evaluation SET simulated_s = -1e308 WHERE round = 1",
           "UPDATE round SET end_s = NULL, completed = -9223372036854775808 WHERE round = 1",
           "UPDATE span SET begin_s = -9e999, end_s = 9e999 WHERE rowid % 3 = 0",
           "UPDATE traffic SET length_s = 0 WHERE rowid % 2 = 0",
           "UPDATE event SET simulated_s = NULL", "UPDATE run SET simulated_s = 1e300")
    report(program)
    page = page_of(program)
    elements(page)
    assert "have no finite loss" in page


def test_an_empty_database_says_what_is_missing(program):
    record(program)
    change(program, *(f"DELETE FROM {table}" for table in (
        "node", "link", "evaluation", "round", "traffic", "span", "event", "node_round", "metric")))
    report(program)
    page = page_of(program)
    assert [heading.text for heading in elements(page).iter("h2")] == SECTIONS
    assert "<svg viewBox" not in page


def test_several_runs_in_one_file_are_refused(program):
    record(program)
    change(program, "INSERT INTO run(id) VALUES (2)")
    made = program("report", "run.db")
    assert made.returncode == 2 and "run.db: holds 2 runs" in made.stderr, made.stderr
    assert not (program.folder / "run.html").exists()


def test_the_page_never_replaces_the_database(program):
    record(program)
    before = (program.folder / "run.db").read_bytes()
    made = program("report", "run.db", "-o", "./run.db")
    assert made.returncode == 2 and "would replace the run database" in made.stderr, made.stderr
    assert (program.folder / "run.db").read_bytes() == before


def test_where_no_page_can_be_the_message_says_so(program):
    record(program)
    made = program("report", "run.db", "-o", "nowhere/page.html")
    assert made.returncode == 2 and "nowhere/page.html" in made.stderr, made.stderr
    (program.folder / "folder").mkdir()
    made = program("report", "run.db", "-o", "folder")
    assert made.returncode == 2 and "folder" in made.stderr, made.stderr


def test_a_browser_lays_the_page_out_within_its_window(program):
    browser = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if browser is None:
        print("  skipped: no chromium here")
        return
    record(program)
    report(program)
    probe = ("<script>document.title = document.documentElement.scrollWidth + ' of ' + "
             "window.innerWidth;</script></body>")
    program.write("probe.html", page_of(program).replace("</body>", probe))
    for width in (480, 1280):
        with tempfile.TemporaryDirectory() as profile:
            shown = subprocess.run(
                [browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
                 f"--user-data-dir={profile}", f"--window-size={width},900",
                 (program.folder / "probe.html").as_uri()],
                capture_output=True, text=True, timeout=60, check=True).stdout
        page_width, window = map(int, re.search(r"<title>(\d+) of (\d+)<", shown).groups())
        assert page_width <= window <= width, f"{page_width} pixels in a window of {window}"


if __name__ == "__main__":
    sys.exit(run_tests(globals(), sys.argv[1]))
