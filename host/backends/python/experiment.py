# The original experiment: lists are built by appending random.random(), one after the other, in as
# many threads as lists, or in as many processes.
#
# It is started by gpubench with the arguments KIND SIZE LISTS SEED, and serves it until standard
# input ends: an order is one byte, its answer one line. The lists stay where they were built until
# they are to be shown; then their doubles are copied into the shared memory of descriptor 3.
# SPDX-License-Identifier: MIT
import array
import mmap
import multiprocessing
import os
import platform
import random
import signal
import sys
import threading

PR_SET_PDEATHSIG = 1  # of Linux's prctl
SIZE, LISTS, SEED = (int(argument) for argument in sys.argv[2:5])


def build(numbers):
    """One list of the experiment."""
    for _ in range(SIZE):
        numbers.append(random.random())


def show(index, numbers):
    """Copies list `index` to its place in the shared memory."""
    values = array.array("d", numbers).tobytes()
    with mmap.mmap(3, 0) as memory:
        memory[index * SIZE * 8:index * SIZE * 8 + len(values)] = values


class Serial:
    """One list after the other."""

    def __init__(self):
        self.lists = []

    def make(self):
        self.lists = []
        for _ in range(LISTS):
            self.lists.append([])
            build(self.lists[-1])

    def show(self):
        for index, numbers in enumerate(self.lists):
            show(index, numbers)

    def drop(self):
        self.lists = []


class Threads(Serial):
    """As many threads as lists: they share the generator."""

    def make(self):
        self.lists = [[] for _ in range(LISTS)]
        threads = [threading.Thread(target=build, args=(numbers,)) for numbers in self.lists]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


class Processes:
    """As many processes as lists: each has a generator that it seeds anew, and keeps its list."""

    def __init__(self):
        self.system = multiprocessing.get_context("fork")
        self.processes = []
        self.lines = []
        self.die_with_parent = lambda *_: None
        try:
            import ctypes
            self.die_with_parent = ctypes.CDLL(None).prctl
        except (ImportError, OSError, AttributeError):  # then they end when they next listen
            pass

    def live(self, index, line):
        self.die_with_parent(PR_SET_PDEATHSIG, signal.SIGKILL)
        for other in self.lines:  # so that this process sees its own line end
            other.close()
        numbers = []
        build(numbers)
        line.send("built")
        while line.recv() == "show":
            show(index, numbers)
            line.send("shown")

    def make(self):
        self.drop()
        for index in range(LISTS):
            here, there = self.system.Pipe()
            self.lines.append(here)
            process = self.system.Process(target=self.live, args=(index, there), daemon=True)
            process.start()
            self.processes.append(process)
            there.close()
        for line in self.lines:
            line.recv()

    def show(self):
        for line in self.lines:
            line.send("show")
        for line in self.lines:
            line.recv()

    def drop(self):
        for line in self.lines:
            line.send("end")
            line.close()
        for process in self.processes:
            process.join()
        self.lines = []
        self.processes = []


KINDS = {"serial": Serial, "thread": Threads, "process": Processes}


def answer(text):
    os.write(1, (text.replace("\n", " ")[:200] + "\n").encode())


def serve():
    experiment = KINDS[sys.argv[1]]()
    lock = getattr(sys, "_is_gil_enabled", lambda: True)()
    answer(f"ok {platform.python_implementation()} {platform.python_version()}, "
           f"{'with' if lock else 'without'} a GIL")
    while order := os.read(0, 1):
        if order == b"g":  # go
            random.seed(SEED)
            experiment.make()
        elif order == b"s":
            experiment.show()
        else:
            experiment.drop()
        answer("ok")
    experiment.drop()


try:
    serve()
except BaseException as error:
    answer(f"{type(error).__name__}: {error}")
    os._exit(1)  # whatever still runs
