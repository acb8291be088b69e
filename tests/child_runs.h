#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

/// End of one run in a child process.
struct ChildEnd {
    /// Result of the run, or exit code of the process; 1000 + the number of the signal that ended
    /// it, or took_too_long.
    int code = -1;
    bool ended_process = false; ///< it did not return
    double seconds = 0.0;
    std::string err; ///< what it wrote to its standard error

    static constexpr int took_too_long = 2000;
};

struct ChildLimits {
    double seconds = 20.0; ///< of one run; then it is killed
    std::size_t runs_at_once
        = 250; ///< runs that one process does, for a fresh one costs more than most runs
    std::size_t memory = 0; ///< bytes of address space; 0 for no limit
};

/// Does run(0) ... run(count - 1), which return codes below 256, in child processes, so that the
/// end of a process is the end of one run: the next go on in another. The caller must have no other
/// threads.
std::vector<ChildEnd> run_in_children(
    std::size_t count, const std::function<int(std::size_t)>& run, const ChildLimits& limits);
