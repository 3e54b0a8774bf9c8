"""Public originals become stroke files: each format, what is left out, and what is refused."""

import json
from hashlib import sha256

import pytest

from nnet.strokes.files import read_drawings

INK = """.INCLUDE abc/abc.doc
.WRITER_ID Ann_Other
.PEN_DOWN
10 90 5
10 50 5
60 50 5
.PEN_UP
.DT 100
.PEN_DOWN
50 100 5
50 0 5
.PEN_UP
50 0 0
80 90 0
.PEN_DOWN
\t80 90 5
\t80 80 5
\t80 70 5
\t80 60 5
.START_BOX
.PEN_UP
"""

ANNOTATIONS = """.VERSION 1.0
.INCLUDE abc/data/one.dat
.SEGMENT CHARACTER 0-1 OK "4"
.SEGMENT CHARACTER 3 ?  "\\""
.SEGMENT WORD 0-1,3 OK "41"
.SEGMENT WORD 3 OK "1"
.SEGMENT CHARACTER 1:1-3:1 OK "\\\\"
.SEGMENT CHARACTER 3-9 OK "7"
.SEGMENT CHARACTER 2 OK "7"
.SEGMENT CHARACTER ? OK "7"
"""

CHARACTERS = """// UJI: 100 units per millimetre
// ASCII char: 7
WORD 7 trn_UJI_W01-02
  NUMSTROKES 2
  POINTS 2 # 10 20 30 40
  POINTS 1 # -5 60
// Non-ASCII char: ntilde
WORD ñ tst_UPV_W18-01

NUMSTROKES 1
POINTS 1 # 7 8
"""

DOODLES = "".join(
    json.dumps({"word": "cat", "key_id": key, "recognized": True, "drawing": drawing}) + "\n"
    for key, drawing in [
        ("1", [[[5, 6], [7, 9], [0, 20]], [[8], [8], [30]]]),
        ("2", [[[0, 1.5], [0, 1]]]),
        ("3", [[[0, 1], [0, 1]]]),
    ]
)

LETTER = "START\n10.0,-20.0,0.0\n30.0,-50.0,12.0\nBREAK\n5.0,-20.0,90.0\nBREAK\n"


@pytest.fixture
def write(tmp_path):
    """A function that writes a file below ``tmp_path``, with its folders."""

    def write_text(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    return write_text


@pytest.fixture
def convert(nnet_here, tmp_path):
    """A function that converts sources and returns what was printed and the drawings."""

    def run(*arguments):
        done = nnet_here("convert-strokes", *arguments, "out.jsonl")
        assert done.returncode == 0, done.stderr
        drawings = read_drawings(tmp_path / "out.jsonl")
        return done, [(d.label, d.writer, [s.tolist() for s in d.strokes]) for d in drawings]

    return run


@pytest.fixture
def refuse(nnet_here, tmp_path):
    """A function that converts sources in vain and returns the complaint."""

    def run(*arguments):
        done = nnet_here("convert-strokes", *arguments, "out.jsonl")
        assert done.returncode == 2
        assert not (tmp_path / "out.jsonl").exists()
        return done.stderr

    return run


@pytest.fixture
def unipen(write):
    """A small collection of UNIPEN's layout."""
    write(
        "set/include/abc/abc.doc",
        ".COMMENT of points\n    .PEN_DOWN is no keyword here\n.COORD X Y P\n",
    )
    write("set/include/abc/data/one.dat", INK)
    write("set/data/1a/abc/one.dat", ANNOTATIONS)


def test_unipen_segments_find_their_ink(unipen, convert):
    ann = "abc-" + sha256(b"abc:Ann_Other").hexdigest()[:6]
    four = [[[0, 10], [0, 50], [50, 50]], [[40, 0], [40, 100]]]
    done, drawings = convert("set")
    assert drawings == [
        (4, ann, four),
        ('"', ann, [[[0, 0], [0, 10], [0, 20], [0, 30]]]),
        ("41", ann, [*four, [[70, 10], [70, 20], [70, 30], [70, 40]]]),
        ("1", ann, [[[0, 0], [0, 10], [0, 20], [0, 30]]]),  # a word of one letter is no digit
        ("\\", ann, [[[0, 90]], [[30, 0], [30, 10]]]),
    ]
    assert done.stdout == "1 digits and 4 other drawings of 1 writers: out.jsonl\n"
    assert "Left out: 3, such as " in done.stderr
    assert "one.dat, line 8: the ink 3-9 is not there" in done.stderr
    assert convert("set/data/1a/abc/one.dat")[1] == drawings


def test_a_person_has_one_name_in_all_folders_of_a_donor(write, convert):
    for folder in ("apa", "apb"):
        write(f"set/include/{folder}/ink.dat", ".WRITER_ID x\n.PEN_DOWN\n1 1\n2 2\n")
        write(f"set/data/1a/{folder}.dat", f'.INCLUDE {folder}/ink.dat\n.SEGMENT DIGIT 0 ? "1"\n')
    _, drawings = convert("set/data")
    assert [writer for _, writer, _ in drawings] == ["ap-" + sha256(b"ap:x").hexdigest()[:6]] * 2


@pytest.mark.parametrize(
    ("annotations", "complaint"),
    [
        (".INCLUDE ../secret.dat\n", "line 1: ../secret.dat leads out of"),
        (".INCLUDE /etc/hostname\n", "line 1: /etc/hostname leads out of"),
        (".INCLUDE link.dat\n", "line 1: link.dat leads out of"),
        (".INCLUDE none.dat\n", "line 1: none.dat is not in"),
        (".INCLUDE\n", "line 1:  is not in"),
        (".INCLUDE loop/a.dat\n", "b.dat, line 1: loop/a.dat includes itself"),
        (".INCLUDE wide/a.dat\n" * 60, "at most 50 includes are followed"),
        (".INCLUDE wide/words.dat\n", "words.dat, line 2: expected numbers, found 'two words'"),
        (".INCLUDE wide/odd.dat\n", "odd.dat, line 1: expected 2 numbers a point"),
        (".COORD P T\n", "line 1: expected such as .COORD X Y, found 'P T'"),
        ('.INCLUDE wide/a.dat\n.SEGMENT DIGIT 0-x ? "1"\n', "line 2: expected such as 12-14"),
        ('.INCLUDE wide/a.dat\n.SEGMENT DIGIT 0-999999999 ? "1"\n', "0-999999999 is not there"),
        ('.INCLUDE wide/a.dat\n.SEGMENT DIGIT 0:5-0:9 ? "1"\n', "a drawing has 1 to 10,000 points"),
        ('.SEGMENT DIGIT 0 ? "1"\n' * 101, "line 101: at most 100 segments"),
        ('.SEGMENT DIGIT 0 ? ""\n' + ".PEN_UP\n1 1\n" * 101, "at most 100 pieces of ink"),
        (".COMMENT\n" + "much\n" * 1000, "line 800: at most 4,000 bytes"),
    ],
)
def test_unipen_stays_in_its_folder_and_bounds(
    annotations, complaint, write, refuse, tmp_path, monkeypatch
):
    for limit, count in {"SEGMENTS": 100, "COMPONENTS": 100, "INCLUDED_BYTES": 4000}.items():
        monkeypatch.setattr(f"nnet.strokes.unipen.MAX_{limit}", count)
    write("set/secret.dat", ".PEN_DOWN\n1 1\n2 2\n")
    write("set/include/wide/a.dat", ".PEN_DOWN\n1 1\n2 2\n")
    write("set/include/wide/words.dat", ".PEN_DOWN\ntwo words\n")
    write("set/include/wide/odd.dat", ".PEN_DOWN 1 2 3\n")
    write("set/include/loop/a.dat", ".INCLUDE loop/b.dat\n")
    write("set/include/loop/b.dat", ".INCLUDE loop/a.dat\n")
    (tmp_path / "set" / "include" / "link.dat").symlink_to(tmp_path / "set" / "secret.dat")
    write("set/data/one.dat", f'{annotations}.SEGMENT DIGIT 0 ? ""\n')
    assert complaint in refuse("set/data")
    assert complaint in refuse("set/data/one.dat")


def test_unipen_needs_its_folder_of_includes(write, refuse):
    write("one.dat", ANNOTATIONS)
    assert "one.dat, line 2: there is no folder include" in refuse("one.dat")


def test_a_broken_file_of_a_folder_is_left_out(unipen, write, convert):
    write("set/data/1a/broken.dat", '.INCLUDE none.dat\n.SEGMENT DIGIT 0 ? "1"\n')
    done, drawings = convert("set", "--first", 1, "--prefix", "u-")
    assert [label for label, *_ in drawings] == [4] and drawings[0][1].startswith("u-abc-")
    assert "Left out: 1, such as" in done.stderr and "none.dat is not in" in done.stderr


def test_uji_pen_characters(write, convert):
    write("characters", CHARACTERS)
    _, drawings = convert("characters")
    assert drawings == [
        (7, "trn_UJI_W01", [[[15, 0], [35, 20]], [[0, 40]]]),
        ("ñ", "tst_UPV_W18", [[[0, 0]]]),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("NUMSTROKES 2", "NUMSTROKES 3", 8),
        ("NUMSTROKES 2", "NUMSTROKES 99999999999", 4),
        ("POINTS 2", "POINTS 3", 5),
        ("10 20 30 40", "10 20 30", 5),
        ("10 20 30 40", "10 20 30 x", 5),
        ("WORD 7 trn_UJI_W01-02", "WORD 7", 3),
        ("POINTS 1 # 7 8\n", "", 8),
    ],
)
def test_a_bad_line_of_uji_pen_characters_is_named(old, new, line, write, refuse):
    write("characters", CHARACTERS.replace(old, new))
    assert f"characters, line {line}: expected" in refuse("characters")


def test_doodles(write, convert):
    write("cats", DOODLES)
    write("more/cats", DOODLES)
    _, drawings = convert("cats", "more", "--first", 2, "--prefix", "qd-")
    assert drawings[:2] == [
        ("cat", "qd-1", [[[0, 0], [1, 2]], [[3, 1]]]),
        ("cat", "qd-2", [[[0, 0], [1.5, 1]]]),
    ]
    assert len(drawings) == 4


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[1]",
        "[" * 100_000,
        json.dumps({"word": 1, "key_id": "1", "drawing": []}),
        json.dumps({"word": "cat", "key_id": "1", "drawing": 7}),
        json.dumps({"word": "cat", "key_id": "1", "drawing": [[[0, 1], [0]]]}),
        json.dumps({"word": "cat", "key_id": "1", "drawing": [[["0"], ["1"]]]}),
        json.dumps({"word": "cat", "key_id": "1", "drawing": [[[1e300], [0]]]}),
        '{"word": "cat", "key_id": "1", "drawing": [[[NaN], [0]]]}',
        f'{{"word": {"9" * 5000}}}',
    ],
)
def test_a_bad_line_of_doodles_is_named(line, write, refuse):
    write("cats", f"{DOODLES}{line}\n")
    assert "cats, line 4: " in refuse("cats")


def test_what_no_stroke_file_holds_is_left_out(write, convert):
    many = {"word": "cat", "key_id": "9", "drawing": [[[0] * 10_001] * 2]}
    long = {"word": "cat" * 50, "key_id": "9", "drawing": [[[0], [0]]]}
    write("cats", f"{DOODLES}{json.dumps(many)}\n{json.dumps(long)}\n")
    done, drawings = convert("cats")
    assert len(drawings) == 3
    assert "cats, line 4: a drawing has 1 to 10,000 points" in done.stderr
    assert "cats, line 5: a label has 1 to 100 characters" in done.stderr


def test_omniglot_letters(write, convert, tmp_path):
    write("strokes/Japanese_(katakana)/character03/0600_20.txt", LETTER)
    write("strokes/Korean/character19/0671_07.txt", LETTER)
    (tmp_path / "strokes" / "loop").symlink_to(tmp_path / "strokes")
    ink = [[[5, 0], [25, 30]], [[0, 0]]]
    assert convert("strokes")[1] == [
        ("Japanese_(katakana) 03", "japanese-20", ink),
        ("Korean 19", "korean-07", ink),
    ]


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("Korean/character19/0671_07.txt", "START\n1,2\n", "line 2: expected x,y,t, found '1,2'"),
        ("Korean/character19/0671_07.txt", "START\n1,2,c\n", "line 2: expected numbers"),
        ("Korean/character19/0671_07.txt", "START\nnan,1,1\n", "a coordinate beyond 500,000"),
        ("Korean/character19/0671_07.txt", "START\n", "a drawing has 1 to 10,000 points"),
        ("Korean/letter/0671_07.txt", LETTER, "expected such as Korean/character19/0671_07.txt"),
    ],
)
def test_a_bad_letter_is_named(name, text, complaint, write, refuse):
    write(name, text)
    assert complaint in refuse("Korean")


def test_what_is_no_original_is_refused(write, refuse, nnet_here):
    write("other.txt", "hello\n")
    assert "other.txt is in none of the formats" in refuse("other.txt")
    write("folder/other.txt", "hello\n")
    assert "none of their files is in a format that is read" in refuse("folder")
    assert "No such file" in refuse("missing")
    write("cats", DOODLES)
    assert "A writer's name has over 100 characters" in refuse("cats", "--prefix", "x" * 100)
    forgotten = nnet_here("convert-strokes", "other.txt", "cats")
    assert "TARGET must end in .jsonl, found cats" in forgotten.stderr
