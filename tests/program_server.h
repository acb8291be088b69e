#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <sys/types.h>

namespace cityflux {

/// Runs the program without starting it anew: most of a short run is the loading of libraries,
/// which a fork has behind it. The runs are forks of a process that is itself forked before the
/// first test, so that no threads or open files are copied. Safe from several threads.
class ProgramServer {
public:
    /// One run.
    class Run {
    public:
        explicit Run(int reply);
        ~Run();
        Run(const Run&) = delete;
        Run& operator=(const Run&) = delete;

        pid_t process() const { return process_; }
        /// Waits for the end; returns the status as wait() does. Must be called once.
        int wait(rusage& used);

    private:
        int reply_;
        pid_t process_ = -1;
    };

    /// Forks the server. Must be called before the process has threads.
    ProgramServer();
    ~ProgramServer();
    ProgramServer(const ProgramServer&) = delete;
    ProgramServer& operator=(const ProgramServer&) = delete;

    /// Begins a run in a folder with the present environment, an empty standard input and the given
    /// files as standard output and error. `words` begin with the program.
    Run begin(const std::filesystem::path& folder, const std::vector<std::string>& words, int out,
        int err);

private:
    int requests_ = -1;
    pid_t server_ = -1;
};

} // namespace cityflux
