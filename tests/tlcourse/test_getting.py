import gzip
import hashlib
import http.server
import io
import shutil
import tarfile
import threading
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.tlcourse.test_photos import eu_moths
from tlcourse import doctor, load_photos
from tlcourse.cli import app
from tlcourse.photos.arrays import write_photos
from tlcourse.progress import Progress
from tlcourse.real.downloading import CHUNK, Cut, GetError, check_answer, download, write_body
from tlcourse.real.getting import check_photos, get, half_fetched
from tlcourse.real.registry import RemoteFile, read_registry
from tlcourse.real.unpacking import unpack

BODY = np.random.default_rng(0).bytes(400_000)
RULES = {
    "title": "A set",
    "page": "https://example.org/set",
    "licence": "Be kind.",
    "citation": "Somebody: A set. 2021.",
}


@dataclass
class Site:
    """What the loopback server offers and how it behaves."""

    files: dict = field(default_factory=dict)
    cuts: list = field(default_factory=list)  # bytes after which the next connections break
    ranges: bool = True
    mark: str = '"v1"'
    tells_length: bool = True
    kind: str = "application/octet-stream"
    range_sent: int | None = None  # where a part begins, whatever was asked for
    moved: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)
    port: int = 0

    def address(self, name):
        return f"http://127.0.0.1:{self.port}/{name}"

    def offer(self, name, body, **known):
        self.files[name] = body
        return RemoteFile(self.address(name), name, **known)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        site, name = self.server.site, self.path.strip("/")
        site.asked.append(self.headers.get("Range"))
        if name in site.moved:
            self.send_response(302)
            self.send_header("Location", site.moved[name])
            return self.end_headers()
        if name not in site.files:
            return self.send_error(404)
        body, start = site.files[name], 0
        asked = self.headers.get("Range")
        if asked and site.ranges and self.headers.get("If-Range") == site.mark:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            if start >= len(body):
                return self.send_error(416)
            start = start if site.range_sent is None else site.range_sent
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        else:
            self.send_response(200)
        self.send_header("ETag", site.mark)
        self.send_header("Content-Type", site.kind)
        if site.tells_length:
            self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        end = start + site.cuts.pop(0) if site.cuts else len(body)
        self.wfile.write(body[start:end])

    def log_message(self, *_):
        pass


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    """Whatever proxy this machine uses, the tests talk to themselves."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def site():
    site = Site()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.site, site.port = site, server.server_port
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield site
        server.shutdown()
        thread.join()


def names(folder):
    return sorted(path.name for path in folder.iterdir())


# --- one file


def test_a_file_arrives_whole_and_leaves_nothing_beside_it(site, tmp_path):
    digests = {"md5": hashlib.md5(BODY).hexdigest(), "sha256": hashlib.sha256(BODY).hexdigest()}
    download(site.offer("a.bin", BODY, size=len(BODY), **digests), tmp_path / "in" / "a.bin")
    assert (tmp_path / "in" / "a.bin").read_bytes() == BODY and names(tmp_path / "in") == ["a.bin"]


def test_a_cut_line_is_gone_on_with_where_it_was_cut(site, tmp_path):
    site.cuts = [9 * CHUNK, 6 * CHUNK]
    download(site.offer("a.bin", BODY), tmp_path / "a.bin")
    assert (tmp_path / "a.bin").read_bytes() == BODY
    assert site.asked == [None, f"bytes={9 * CHUNK}-", f"bytes={15 * CHUNK}-"]


def test_a_later_run_goes_on_too(site, tmp_path):
    site.cuts = [3 * CHUNK, 10, 10, 10, 10]
    remote = site.offer("a.bin", BODY)
    with pytest.raises(GetError, match=r"cut after 49,152 bytes.*first 49,152 bytes are kept"):
        download(remote, tmp_path / "a.bin")
    assert names(tmp_path) == ["a.bin.part", "a.bin.part.version"]
    download(remote, tmp_path / "a.bin")
    assert site.asked[-1] == f"bytes={3 * CHUNK}-" and (tmp_path / "a.bin").read_bytes() == BODY


def test_a_file_that_changed_meanwhile_is_fetched_anew(site, tmp_path):
    site.cuts = [3 * CHUNK, 10, 10, 10, 10]
    remote = site.offer("a.bin", BODY)
    with pytest.raises(GetError):
        download(remote, tmp_path / "a.bin")
    site.files["a.bin"], site.mark = BODY[::-1], '"v2"'
    download(remote, tmp_path / "a.bin")
    assert (tmp_path / "a.bin").read_bytes() == BODY[::-1]


@pytest.mark.parametrize("mark", ['W/"weak"', '"v1"'])
def test_a_server_that_cannot_go_on_sends_all_again(site, tmp_path, mark):
    """A weak mark does not tell one version from another byte by byte: nobody may go on by it."""
    site.cuts, site.ranges, site.mark = [CHUNK], mark.startswith("W"), mark
    download(site.offer("a.bin", BODY), tmp_path / "a.bin")
    assert (tmp_path / "a.bin").read_bytes() == BODY
    assert site.asked == [None, None if mark.startswith("W") else f"bytes={CHUNK}-"]


def test_another_part_than_was_asked_for_is_not_taken(site, tmp_path):
    site.cuts, site.range_sent = [2 * CHUNK], CHUNK
    download(site.offer("a.bin", BODY), tmp_path / "a.bin")
    assert (tmp_path / "a.bin").read_bytes() == BODY and site.asked == [None, f"bytes={2 * CHUNK}-", None]


def test_a_body_that_ends_early_is_a_cut(tmp_path):
    """urllib3 raises by itself since version 2, but not before."""
    answer = SimpleNamespace(url="https://example.org/a", iter_content=lambda _: iter([b"12345"]))
    with pytest.raises(Cut, match="cut after 5 of 10 bytes"):
        write_body(answer, tmp_path / "a.part", "wb", 10, Progress("Fetching", 10))
    with pytest.raises(GetError, match="sends more than the 4 bytes"):
        write_body(answer, tmp_path / "a.part", "wb", 4, Progress("Fetching", 4))


def test_an_encrypted_address_must_not_lead_to_one_that_is_not():
    answer = SimpleNamespace(url="http://example.org/a", status_code=200, reason="OK", headers={})
    with pytest.raises(GetError, match="is not encrypted"):
        check_answer(answer, RemoteFile("https://example.org/a", "a"))


def test_a_run_that_was_stopped_just_before_its_end(site, tmp_path):
    (tmp_path / "a.bin.part").write_bytes(BODY)
    (tmp_path / "a.bin.part.version").write_text('"v1"')
    download(site.offer("a.bin", BODY, size=len(BODY)), tmp_path / "a.bin")
    assert (tmp_path / "a.bin").read_bytes() == BODY and len(site.asked) == 1


def test_more_than_the_file_lies_there(site, tmp_path):
    (tmp_path / "a.bin.part").write_bytes(BODY + b"more")
    (tmp_path / "a.bin.part.version").write_text('"v1"')
    with pytest.raises(GetError):
        download(site.offer("a.bin", BODY, size=len(BODY)), tmp_path / "a.bin")
    download(site.offer("a.bin", BODY, size=len(BODY)), tmp_path / "a.bin")
    assert (tmp_path / "a.bin").read_bytes() == BODY


@pytest.mark.parametrize("algorithm", ["md5", "sha256"])
def test_another_content_is_refused_and_deleted(site, tmp_path, algorithm):
    remote = site.offer("a.bin", BODY, **{algorithm: "0" * 32})
    with pytest.raises(GetError, match=f"has {algorithm} .*expected 0000.*deleted"):
        download(remote, tmp_path / "a.bin")
    assert names(tmp_path) == []


def test_another_size_is_refused_before_the_first_byte(site, tmp_path):
    with pytest.raises(GetError, match=r"offers 400,000 bytes, expected 7"):
        download(site.offer("a.bin", BODY, size=7), tmp_path / "a.bin")
    assert names(tmp_path) == []


def test_a_size_that_only_shows_at_the_end_is_checked_too(site, tmp_path):
    site.tells_length = False
    with pytest.raises(GetError, match=r"has bytes 400000, expected 7"):
        download(site.offer("a.bin", BODY, size=7), tmp_path / "a.bin")


def test_a_login_page_is_not_the_file(site, tmp_path):
    site.kind = "text/html; charset=utf-8"
    with pytest.raises(GetError, match="web page in place of the file"):
        download(site.offer("a.bin", b"<html>Welcome to the hotel</html>"), tmp_path / "a.bin")
    assert names(tmp_path) == []


def test_a_missing_file_is_told(site, tmp_path):
    with pytest.raises(GetError, match="answers 404 Not Found. The file may have moved"):
        download(RemoteFile(site.address("gone.bin"), "gone.bin"), tmp_path / "gone.bin")


def test_redirects_are_followed(site, tmp_path):
    site.offer("new.bin", BODY)
    site.moved["old.bin"] = site.address("new.bin")
    download(RemoteFile(site.address("old.bin"), "old.bin"), tmp_path / "old.bin")
    assert (tmp_path / "old.bin").read_bytes() == BODY


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/a.bin", "https://no-such-host.invalid/a.bin"])
def test_without_a_network_the_message_says_what_was_tried_and_what_to_do(tmp_path, address):
    with pytest.raises(GetError) as error:
        download(RemoteFile(address, "a.bin"), tmp_path / "a.bin")
    assert f"Tried {address}: no connection" in str(error.value)
    assert f"put the file at {tmp_path / 'a.bin'}" in str(error.value)
    assert names(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_told(site, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(GetError, match="Cannot write .*TLCOURSE_CACHE"):
        download(site.offer("a.bin", BODY), tmp_path / "file" / "a.bin")


# --- archives


def tar_gz(path, members):
    """Write an archive of (TarInfo or name, content) pairs."""
    with tarfile.open(path, "w:gz") as tar:
        for member, content in members:
            info = member if isinstance(member, tarfile.TarInfo) else tarfile.TarInfo(member)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


def special(name, kind, target=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def unpack_here(archive, target, most_bytes=1_000_000, most_files=100):
    unpack(archive, target, most_bytes=most_bytes, most_files=most_files, check=lambda folder: None)


def test_an_archive_is_unpacked_without_its_top_folder(tmp_path):
    archive = tar_gz(tmp_path / "a.tar.gz", [("set-1.0/märz/a.txt", b"a"), ("set-1.0/b.txt", b"b")])
    unpack_here(archive, tmp_path / "out" / "set")
    assert (tmp_path / "out" / "set" / "märz" / "a.txt").read_bytes() == b"a"
    assert names(tmp_path / "out") == ["set"] and names(tmp_path / "out" / "set") == ["b.txt", "märz"]


@pytest.mark.parametrize(
    "member",
    [
        "top/../../escaped.txt",
        "/etc/escaped.txt",
        "top/..\\escaped.txt",
        "top/C:escaped.txt",
        "escaped.txt",
        special("top/link", tarfile.SYMTYPE, "../../escaped.txt"),
        special("top/hard", tarfile.LNKTYPE, "/etc/passwd"),
        special("top/device", tarfile.CHRTYPE),
        special("top/pipe", tarfile.FIFOTYPE),
        special("top/sparse", tarfile.GNUTYPE_SPARSE),
    ],
    ids=lambda member: getattr(member, "name", member).replace("/", "_"),
)
def test_what_leads_out_of_the_archive_is_refused(tmp_path, member):
    archive = tar_gz(tmp_path / "a.tar.gz", [("top/good.txt", b"good"), (member, b"")])
    with pytest.raises(GetError, match="was not unpacked"):
        unpack_here(archive, tmp_path / "out" / "set")
    assert names(tmp_path / "out") == [] and names(tmp_path) == ["a.tar.gz", "out"]


def test_files_beside_the_top_folder_are_refused(tmp_path):
    with pytest.raises(GetError, match=r"the file 'a\.txt' lies beside its top folder"):
        unpack_here(tar_gz(tmp_path / "a.tar.gz", [("a.txt", b"")]), tmp_path / "set")


def test_bombs_are_refused(tmp_path):
    big = tar_gz(tmp_path / "big.tar.gz", [("top/zeros", bytes(2_000_000))])
    with pytest.raises(GetError, match="more than 1,000,000 bytes"):
        unpack_here(big, tmp_path / "out" / "set")
    many = tar_gz(tmp_path / "many.tar.gz", [(f"top/{i}", b"") for i in range(30)])
    with pytest.raises(GetError, match="more than 20 files"):
        unpack_here(many, tmp_path / "out" / "set", most_files=20)
    after = tmp_path / "after.tar.gz"
    after.write_bytes(tar_gz(tmp_path / "s.tar.gz", [("top/a", b"a")]).read_bytes() + gzip.compress(bytes(2_000_000)))
    with pytest.raises(GetError, match="more than 1,000,000 bytes"):
        unpack_here(after, tmp_path / "out" / "set")
    twice = tar_gz(tmp_path / "twice.tar.gz", [("top/a", b"a"), ("top/a", b"b")])
    with pytest.raises(GetError, match="twice"):
        unpack_here(twice, tmp_path / "out" / "set")
    assert names(tmp_path / "out") == []


@pytest.mark.parametrize("damage", ["cut", "flipped", "text"])
def test_a_damaged_archive_is_refused(tmp_path, damage):
    noise = np.random.default_rng(1).bytes(50_000)
    raw = bytearray(tar_gz(tmp_path / "a.tar.gz", [("top/a", noise), ("top/b", noise)]).read_bytes())
    if damage == "flipped":
        raw[len(raw) // 2] ^= 0xFF
    content = {"cut": bytes(raw[:-6]), "flipped": bytes(raw), "text": b"<html>"}[damage]
    (tmp_path / "a.tar.gz").write_bytes(content)
    with pytest.raises(GetError, match="was not unpacked"):
        unpack_here(tmp_path / "a.tar.gz", tmp_path / "out" / "set")
    assert names(tmp_path / "out") == []


# --- sets


@pytest.fixture
def registry(site, tmp_path, monkeypatch):
    """Replace the registry's files by those of the loopback server."""

    def write(text):
        (tmp_path / "datasets").mkdir(exist_ok=True)
        (tmp_path / "datasets" / "registry.toml").write_text(text, "utf-8")
        monkeypatch.setattr("tlcourse.real.registry.datasets_folder", lambda: tmp_path / "datasets")

    return write


def table(name, remote, key="file", **facts):
    lines = [f"[{name}]", *(f"{field} = {value!r}" for field, value in (RULES | facts).items())]
    known = {"address": remote.address, "file": remote.file, "size": remote.size} | remote.digests
    lines += [f'[{name}.files."{key}"]', *(f"{field} = {value!r}" for field, value in known.items() if value)]
    return "\n".join(lines) + "\n"


def agree(*_):
    return True


def moths_archive(tmp_path, drop=(), spoil=()):
    """The published layout: a top folder, `images/`, lists, stray files, umlauts."""
    folder = tmp_path / "source" / "eu-moths-dataset-0cdc"
    (folder / "images").mkdir(parents=True)
    eu_moths(folder / "images")
    for name in ("images.txt", "labels.txt", "tr_ID.txt"):
        (folder / "images" / name).rename(folder / name)
    (folder / "images" / "achlya" / ".directory").write_text("[Dolphin]")
    for pattern in drop:
        next(folder.glob(pattern)).unlink()
    for pattern in spoil:
        next(folder.glob(pattern)).write_text("version https://git-lfs.github.com/spec/v1")
    with tarfile.open(tmp_path / "moths.tar.gz", "w:gz", format=tarfile.PAX_FORMAT) as tar:
        tar.add(folder, arcname=folder.name)
    return (tmp_path / "moths.tar.gz").read_bytes()


@pytest.fixture
def moths(site, registry, tmp_path):
    remote = site.offer("moths.tar.gz", moths_archive(tmp_path))
    registry(table("eu-moths", remote, photos=10, species=2, most_bytes=10_000_000, most_files=100))


def test_eu_moths_from_the_archive_to_photos(moths, own_cache):
    got = get("eu-moths", agree)
    assert got.place == own_cache / "eu-moths" and "10 photos of 2 species" in got.checked
    photos = load_photos("eu-moths", size=16, per_species=None)
    assert [len(part) for part in photos] == [6, 4] and photos.train.species == ("achlya", "biston")
    assert photos.train.nights[0] == "gwk11märz2012" and photos.train.images.shape == (6, 16, 16, 3)
    assert names(own_cache) == ["downloads", "eu-moths"] and names(own_cache / "downloads") == []


def test_what_is_here_is_not_fetched_again(moths, site):
    get("eu-moths", agree)
    again = get("eu-moths", lambda *_: pytest.fail("asked again"))
    assert "here already" in again.checked and len(site.asked) == 1


def test_photos_that_are_missing_from_the_archive_are_told(site, registry, tmp_path, own_cache):
    remote = site.offer("moths.tar.gz", moths_archive(tmp_path, drop=["images/biston/*.png"]))
    registry(table("eu-moths", remote, photos=10, species=2, most_bytes=10_000_000, most_files=100))
    with pytest.raises(GetError, match="lacks 1 of the 10 photos"):
        get("eu-moths", agree)
    assert not (own_cache / "eu-moths").exists()


def test_photos_that_are_none_are_told(site, registry, tmp_path, own_cache):
    remote = site.offer("moths.tar.gz", moths_archive(tmp_path, spoil=["images/biston/*.png"]))
    registry(table("eu-moths", remote, photos=10, species=2, most_bytes=10_000_000, most_files=100))
    with pytest.raises(GetError, match=r"biston\.png is no photo"):
        get("eu-moths", agree)
    assert not (own_cache / "eu-moths").exists()


def test_other_lists_than_the_published_ones_are_told(site, registry, tmp_path, own_cache):
    remote = site.offer("moths.tar.gz", moths_archive(tmp_path))
    text = table("eu-moths", remote, photos=10, species=2, most_bytes=10_000_000, most_files=100)
    registry(text + f"[eu-moths.lists]\n'tr_ID.txt' = '{'0' * 64}'\n")
    with pytest.raises(GetError, match="tr_ID.txt of eu-moths is missing or not the published one"):
        get("eu-moths", agree)
    assert not (own_cache / "eu-moths").exists()


def test_an_archive_put_there_by_hand_is_used_and_checked(moths, site, own_cache):
    (own_cache / "downloads").mkdir(parents=True)
    (own_cache / "downloads" / "moths.tar.gz").write_bytes(site.files["moths.tar.gz"])
    get("eu-moths", agree)
    assert site.asked == [] and (own_cache / "eu-moths" / "images.txt").is_file()


def test_another_file_put_there_by_hand_is_named_and_kept(site, registry, own_cache):
    remote = site.offer("moths.tar.gz", BODY, sha256=hashlib.sha256(BODY).hexdigest())
    registry(table("eu-moths", remote, photos=10, species=2, most_bytes=10_000_000, most_files=100))
    (own_cache / "downloads").mkdir(parents=True)
    (own_cache / "downloads" / "moths.tar.gz").write_bytes(b"another")
    with pytest.raises(GetError, match=r"moths\.tar\.gz has sha256 .*Delete it and run"):
        get("eu-moths", agree)
    assert names(own_cache / "downloads") == ["moths.tar.gz"] and not site.asked


def test_a_full_disk_keeps_what_was_fetched(moths, own_cache, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copyfileobj", full)
        with pytest.raises(GetError, match=r"No space left on device.*what was fetched is kept in .*moths\.tar\.gz"):
            get("eu-moths", agree)
    assert names(own_cache) == ["downloads"] and names(own_cache / "downloads") == ["moths.tar.gz"]


def test_nothing_is_fetched_without_agreement(moths, site, own_cache):
    shown = CliRunner().invoke(app, ["get", "eu-moths"], input="n\n")
    assert shown.exit_code == 1 and "Be kind." in shown.output and "Please cite: Somebody" in shown.output
    nobody = CliRunner().invoke(app, ["get", "eu-moths"], input="")
    assert nobody.exit_code == 1 and "--yes" in nobody.output
    assert site.asked == [] and not own_cache.exists()


def test_the_licence_stands_before_what_was_fetched(moths, site, own_cache):
    ran = CliRunner().invoke(app, ["get", "eu-moths", "--yes"])
    assert ran.exit_code == 0, ran.output
    assert ran.output.index("Be kind.") < ran.output.index("Checked: archive whole")
    assert 'Use it: load_photos("eu-moths")' in ran.output and "Not checked: each photo" in ran.output


def npz(train=6, labels=2):
    raw = io.BytesIO()
    arrays = {}
    for part, n in (("train", train), ("val", 2), ("test", 4)):
        arrays[f"{part}_images"] = np.random.default_rng(n).integers(0, 255, (n, 28, 28), np.uint8)
        arrays[f"{part}_labels"] = np.arange(n).reshape(-1, 1) % labels
    np.savez(raw, **arrays)
    return raw.getvalue()


def test_pneumoniamnist_becomes_photos(site, registry, own_cache):
    body = npz()
    remote = site.offer("p.npz", body, md5=hashlib.md5(body).hexdigest())
    registry(table("pneumoniamnist", remote, photos=12, species=2))
    got = get("pneumoniamnist", agree)
    photos = load_photos(got.place, size=28, per_species=None)
    assert [len(part) for part in photos] == [8, 4], "what MedMNIST validates on may be trained on"
    assert photos.train.species == ("normal", "pneumonia")
    first = next(i for i, path in enumerate(photos.train.paths) if path.name == "train_0000.png")
    with np.load(io.BytesIO(body)) as arrays:
        assert np.array_equal(photos.train.images[first, ..., 0], arrays["train_images"][0])
    assert names(own_cache) == ["downloads", "pneumoniamnist"]


@pytest.mark.parametrize("body", [npz(labels=3), b"no archive", npz()[:900]])
def test_arrays_that_are_not_as_they_should_be(tmp_path, body):
    (tmp_path / "p.npz").write_bytes(body)
    with pytest.raises(GetError, match="does not hold the arrays"):
        write_photos(tmp_path / "p.npz", tmp_path / "out", ("normal", "pneumonia"))


def test_imagenet_weights_are_loaded_before_they_are_kept(site, registry, own_cache, real_data):
    """Needs TensorFlow; the file is a re-serialised one, so only its structure is that of the published one."""
    from tlcourse import load_backbone

    name = "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.35_224_no_top.h5"
    body = (real_data / "weights" / name).read_bytes()
    registry(table("imagenet", site.offer(name, body, size=len(body)), key="mobilenet_v2_0.35"))
    got = get("imagenet", agree)
    assert got.place == own_cache / "weights" / name and got.use == 'load_backbone("mobilenet_v2", "imagenet")'
    assert "shapes" in got.checked and hashlib.sha256(body).hexdigest() in got.unchecked
    assert load_backbone("mobilenet_v2", "imagenet").digest

    shutil.rmtree(own_cache)
    other = (real_data / "weights" / "mobilenet_2_5_224_tf_no_top.h5").read_bytes()
    registry(table("imagenet", site.offer(name, other), key="mobilenet_v2_0.35"))
    with pytest.raises(GetError, match="does not fit"):
        get("imagenet", agree)
    assert not (own_cache / "weights").exists() and names(own_cache / "downloads") == []


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (("moths",), "no set 'moths'. Choose one of eu-moths, imagenet, pneumoniamnist"),
        (("imagenet", "--backbone", "vgg16"), "no weights 'vgg16'.*resnet50"),
        (("imagenet", "--alpha", "0.4"), "no weights 'mobilenet_v2_0.4'"),
        (("imagenet", "--backbone", "resnet50", "--alpha", "1.0"), "Leave alpha out"),
    ],
)
def test_what_is_not_in_the_registry(request_, message):
    import re

    ran = CliRunner().invoke(app, ["get", *request_, "--yes"])
    assert ran.exit_code == 1 and re.search(message, ran.output)


def test_without_the_registry(tmp_path, monkeypatch):
    monkeypatch.setattr("tlcourse.real.registry.datasets_folder", lambda: tmp_path)
    with pytest.raises(GetError, match=r"registry\.toml is missing"):
        get("eu-moths", agree)


# --- the registry that ships


def test_the_registry_says_all_that_is_needed():
    for entry in read_registry().values():
        assert entry.title and entry.licence and entry.citation and entry.page.startswith("https://")
        for remote in entry.files.values():
            assert remote.address.startswith("https://") and "/" not in remote.file
            assert all(len(value) == {"md5": 32, "sha256": 64}[name] for name, value in remote.digests.items())


def test_the_registry_knows_the_files_that_the_backbones_look_for(own_cache):
    from tlcourse.backbones.weights import find_weights

    files = read_registry()["imagenet"].files
    for key, remote in files.items():
        name, alpha = ("mobilenet_v2", float(key.rsplit("_", 1)[1])) if "mobilenet" in key else (key, 0.35)
        (own_cache / "weights").mkdir(parents=True, exist_ok=True)
        (own_cache / "weights" / remote.file).write_bytes(b"")
        assert find_weights(name, "imagenet", alpha, 96).name == remote.file


def test_addresses_and_hashes_are_those_of_keras():
    """Reads Keras' source; importing it would take seconds."""
    from importlib.util import find_spec
    from pathlib import Path

    folder = Path(find_spec("keras").submodule_search_locations[0]) / "src" / "applications"
    source = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    for remote in read_registry()["imagenet"].files.values():
        base, family, _ = remote.address.rsplit("/", 2)
        assert base + "/" in source and family + "/" in source
        assert remote.md5 is None or remote.md5 in source


def test_the_lists_of_eu_moths_are_the_published_ones(real_data):
    for name, expected in read_registry()["eu-moths"].facts["lists"].items():
        assert hashlib.sha256((real_data / "eu-moths-256" / name).read_bytes()).hexdigest() == expected


def test_the_real_photos_pass_the_check_that_follows_unpacking(real_data):
    entry = read_registry()["eu-moths"]
    check_photos(real_data / "eu-moths-256", entry)
    with pytest.raises(GetError, match="holds 2,205 photos of 200 species, expected 2,206"):
        check_photos(real_data / "eu-moths-256", replace(entry, facts=entry.facts | {"photos": 2206}))


def test_the_doctor_tells_what_was_fetched_and_what_was_cut(moths, own_cache):
    (nothing,) = doctor.check_downloads()
    assert nothing.state == "note" and nothing.seen == "nothing"
    get("eu-moths", agree)
    (own_cache / "downloads" / "p.npz.part").write_bytes(bytes(3_000_000))
    here, cut = doctor.check_downloads()
    assert here.seen == "eu-moths" and "p.npz, 3 MB so far" in cut.seen and str(half_fetched()[0]) in cut.advice
