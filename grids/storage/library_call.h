#pragma once

namespace cityflux {

/// Says, as long as it lives, that this thread is inside a library of others which reads a file. Libraries trust what a header
/// says more than a damaged one deserves: HDF5 1.10 follows broken addresses, divides by broken sizes and goes round in
/// circles. Costs two calls of the system.
///
///     const LibraryCall call("HDF5", path, "h5dump");
///     file = H5Fopen(path ...
///
/// Made around calls of the library alone: a fault of ours must not be taken for the file's.
class LibraryCall {
public:
    /// `library` and `checker`, a program that checks such files, are words for people. All three have to outlive it. A call
    /// that works for more than `most_seconds` (of this thread's time: waiting for a disk does not count) is taken never to
    /// end.
    LibraryCall(const char* library, const char* file, const char* checker, int most_seconds = 600);
    ~LibraryCall();
    LibraryCall(const LibraryCall&) = delete;
    LibraryCall& operator=(const LibraryCall&) = delete;

private:
    friend struct LibraryFault;
    const char* library_;
    const char* file_;
    const char* checker_;
    const LibraryCall* outer_; ///< the one this one is made within
};

/// From now on a segmentation fault, bus error, arithmetic fault, abort or endless work inside a LibraryCall is a refusal: the
/// process says on its standard error which library failed on which file and ends with `exit_code`, as if it were killed:
/// nothing is cleaned up, so outputs appear complete or not at all. The same faults anywhere else do what they did before.
/// `most_seconds` of calls are divided by `haste`, for tests.
void refuse_files_on_library_faults(int exit_code, int haste = 1);

} // namespace cityflux
