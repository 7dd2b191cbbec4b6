"""What a disk may hold after the power went: made from the log of faultlib.c.

The strict reading of POSIX: bytes are there once their file was synced, a name once its folder was. Of what was not
synced, any part may be there: names in their order, a folder at a time; bytes by sectors, in any order.
"""
import os
import shutil
import struct

RECORD = struct.Struct("<IIQqqII")
MAGIC = 0x4C4F4146
WRITE, TRUNCATE, SYNC, CREATE, RENAME, UNLINK, MKDIR, EXCHANGE, SYNC_ALL, LINK = range(1, 11)
SECTOR_BYTES = 512
HOW_MUCH = ["nothing", "all", "names", "bytes", "some", "some", "some"]  # of what was not synced


def read_log(path):
    """Yields (op, inode, at_ns, offset, first, second)."""
    with open(path, "rb") as f:
        data = f.read()
    at = 0
    while at + RECORD.size <= len(data):
        magic, op, ino, at_ns, offset, n1, n2 = RECORD.unpack_from(data, at)
        at += RECORD.size
        if magic != MAGIC or at + n1 + n2 > len(data):
            break  # the record that the kill cut short
        yield op, ino, at_ns, offset, data[at:at + n1], data[at + n1:at + n1 + n2]
        at += n1 + n2


class File:
    def __init__(self, content=b""):
        self.kept = bytearray(content)
        self.waiting = []  # (offset, bytes), or (new length, None)

    @staticmethod
    def apply(content, offset, data):
        if data is None:
            del content[offset:]
            content.extend(bytes(offset - len(content)))
            return
        if len(content) < offset:
            content.extend(bytes(offset - len(content)))
        content[offset:offset + len(data)] = data

    def sync(self):
        for offset, data in self.waiting:
            self.apply(self.kept, offset, data)
        self.waiting = []

    def after_cut(self, rng, how):
        content = bytearray(self.kept)
        keep = {"nothing": 0, "names": 0, "all": 1, "bytes": 1}.get(how, rng.random())
        for offset, data in self.waiting:
            if data is None:
                if rng.random() < keep:
                    self.apply(content, offset, None)
                continue
            for from_ in range(0, len(data), SECTOR_BYTES):
                if rng.random() < keep:
                    self.apply(content, offset + from_, data[from_:from_ + SECTOR_BYTES])
        return content


class Folder:
    def __init__(self):
        self.kept = {}  # name → File or Folder
        self.now = {}
        self.waiting = []  # (name, File, Folder or None); as the names are changed


class Disk:
    """Begins as the folder at top is, all of it synced."""

    def __init__(self, top):
        self.top = top
        self.by_inode = {}
        self.root = self.take(top)

    def take(self, path):
        folder = Folder()
        self.by_inode[os.stat(path).st_ino] = folder
        for entry in os.scandir(path):
            if entry.is_dir(follow_symlinks=False):
                thing = self.take(entry.path)
            else:
                with open(entry.path, "rb") as f:
                    thing = File(f.read())
                self.by_inode[entry.stat().st_ino] = thing
            folder.kept[entry.name] = folder.now[entry.name] = thing
        return folder

    def find(self, name):
        """(folder, last part) of an absolute name."""
        parts = os.path.relpath(name.decode(), self.top).split("/")
        folder = self.root
        for part in parts[:-1]:
            folder = folder.now[part]
        return folder, parts[-1]

    def put(self, name, thing, moved_from=None):
        folder, last = self.find(name)
        changes = [(folder, last, thing)]
        if thing is None:
            folder.now.pop(last, None)
        else:
            folder.now[last] = thing
        if moved_from:
            old, old_last = self.find(moved_from)
            old.now.pop(old_last, None)
            changes.append((old, old_last, None))
        for where in {id(f): f for f, _, _ in changes}.values():  # a rename within a folder is one change
            where.waiting.append([(n, t) for f, n, t in changes if f is where])

    def sync(self, thing):
        if isinstance(thing, File):
            thing.sync()
        elif thing:
            for change in thing.waiting:
                self.change(thing.kept, change)
            thing.waiting = []

    @staticmethod
    def change(names, change):
        for name, thing in change:
            if thing is None:
                names.pop(name, None)
            else:
                names[name] = thing

    def play(self, op, ino, offset, first, second):
        if op == WRITE and ino in self.by_inode:
            self.by_inode[ino].waiting.append((offset, first))
        elif op == TRUNCATE and ino in self.by_inode:
            self.by_inode[ino].waiting.append((offset, None))
        elif op == SYNC:
            self.sync(self.by_inode.get(ino))
        elif op == SYNC_ALL:
            for thing in list(self.by_inode.values()):
                self.sync(thing)
        elif op in (CREATE, MKDIR):
            self.by_inode[ino] = File() if op == CREATE else Folder()
            self.put(first, self.by_inode[ino])
        elif op in (RENAME, LINK):
            folder, last = self.find(first)
            if last in folder.now:
                self.put(second, folder.now[last], first if op == RENAME else None)
        elif op == UNLINK:
            self.put(first, None)

    def after_cut(self, rng, into):
        """Writes what may be there into a new folder."""
        how = rng.choice(HOW_MUCH)
        shutil.rmtree(into, ignore_errors=True)
        todo = [(self.root, into)]
        while todo:
            folder, path = todo.pop()
            os.mkdir(path)
            names = dict(folder.kept)
            keep = {"nothing": 0, "bytes": 0, "all": 1, "names": 1}.get(how, rng.random())
            for change in folder.waiting[:round(keep * len(folder.waiting))]:
                self.change(names, change)
            for name, thing in names.items():
                if isinstance(thing, Folder):
                    todo.append((thing, os.path.join(path, name)))
                elif not name.endswith("-shm"):  # shared memory; made anew by who comes first
                    with open(os.path.join(path, name), "wb") as f:
                        f.write(thing.after_cut(rng, how))
                    if name.endswith(".key") or name.endswith("key"):
                        os.chmod(os.path.join(path, name), 0o600)
        return how
