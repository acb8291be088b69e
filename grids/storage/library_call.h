#pragma once

namespace cityflux {

/// RAII guard: marks this thread as running third-party file-reading code. A library that fails on
/// a damaged file then ends the process with a refusal of that file
/// (refuse_files_on_library_faults). Costs two system calls.
///
///     const LibraryCall call("HDF5", path, "h5dump");
///     file = H5Fopen(path ...
///
/// Requires: encloses only calls of the library, because faults of our own code must not count as
/// damage of the file.
class LibraryCall {
public:
    /// `library` and `checker`, a program that checks such files, appear in the message. All three
    /// texts must outlive the guard. A call that uses more than `most_seconds` of this thread's CPU
    /// time counts as endless; waiting for a disk uses none. Inside another guard, the limit of the
    /// outermost guard holds.
    LibraryCall(const char* library, const char* file, const char* checker, int most_seconds = 600);
    ~LibraryCall();
    LibraryCall(const LibraryCall&) = delete;
    LibraryCall& operator=(const LibraryCall&) = delete;

private:
    friend struct LibraryFault;
    const char* library_;
    const char* file_;
    const char* checker_;
    const LibraryCall* outer_; ///< enclosing guard of this thread, or null
};

/// Makes a segmentation fault, bus error, arithmetic fault, abort or endless work inside a
/// LibraryCall a refusal of the file from now on. The process writes to standard error which
/// library failed on which file and ends with `exit_code`. Nothing is cleaned up, as after a kill,
/// so outputs appear complete or not at all. Faults anywhere else keep their effect. `most_seconds`
/// of calls are divided by `haste`, for tests.
void refuse_files_on_library_faults(int exit_code, int haste = 1);

} // namespace cityflux
