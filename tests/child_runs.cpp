#include "tests/child_runs.h"

#include "tests/temporary_folder.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <new>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
/// Lets an allocation that is too large return null, as it does without the sanitizer.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options()
{
    return "allocator_may_return_null=1";
}
#endif

namespace {

using Clock = std::chrono::steady_clock;

double seconds_now()
{
    return std::chrono::duration<double>(Clock::now().time_since_epoch()).count();
}

/// Memory that parent and child share.
struct Progress {
    static constexpr std::size_t most_runs = 1000;
    struct Run {
        int code = 0;
        double seconds = 0.0;
        off_t err = 0; ///< where its words begin in the file of all
    };
    std::atomic<std::size_t> begun { 0 }; ///< runs of this process
    std::atomic<double> since { 0.0 }; ///< beginning of the last
    Run runs[most_runs];
};

class SharedProgress {
public:
    SharedProgress()
        : memory_(mmap(
            nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))
    {
        if (memory_ == MAP_FAILED) {
            throw std::runtime_error("no memory to share with a child process");
        }
        progress_ = new (memory_) Progress;
    }
    ~SharedProgress() { munmap(memory_, sizeof(Progress)); }
    SharedProgress(const SharedProgress&) = delete;
    SharedProgress& operator=(const SharedProgress&) = delete;
    Progress* operator->() const { return progress_; }
    Progress& operator*() const { return *progress_; }

private:
    void* memory_;
    Progress* progress_ = nullptr;
};

std::string text_of(const std::string& file)
{
    std::ifstream in(file, std::ios::binary);
    return { std::istreambuf_iterator<char>(in), {} };
}

void set_limits(const ChildLimits& limits)
{
    if (limits.memory > 0) {
        const rlimit memory { limits.memory, limits.memory };
        setrlimit(RLIMIT_AS, &memory);
    }
    const rlimit no_core { 0, 0 };
    setrlimit(RLIMIT_CORE, &no_core);
}

/// The status of a child that has ended or been killed, for a run of it took too long.
int wait_for(pid_t child, const Progress& progress, double most_seconds, bool& killed)
{
    for (;;) {
        int status = 0;
        const pid_t over = waitpid(child, &status, WNOHANG);
        if (over == child) {
            return status;
        }
        if (over < 0 && errno != EINTR) {
            throw std::runtime_error("a child process is lost");
        }
        if (!killed && seconds_now() - progress.since > most_seconds) {
            kill(child, SIGKILL);
            killed = true;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

} // namespace

std::vector<ChildEnd> run_in_children(
    std::size_t count, const std::function<int(std::size_t)>& run, const ChildLimits& limits)
{
    const TemporaryFolder folder;
    const std::string err_file = folder.file("err");
    SharedProgress progress;
    std::vector<ChildEnd> ends(count);
    for (std::size_t next = 0; next < count;) {
        const std::size_t runs
            = std::min({ count - next, limits.runs_at_once, Progress::most_runs });
        progress->begun = 0;
        progress->since = seconds_now();
        std::fflush(nullptr); // or the child says again what waits to be said
        std::cout.flush();
        const pid_t child = fork();
        if (child < 0) {
            throw std::runtime_error("no child process");
        }
        if (child == 0) {
            set_limits(limits);
            const int err = open(err_file.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
            dup2(err, STDERR_FILENO);
            for (std::size_t r = 0; r < runs; ++r) {
                Progress::Run& done = progress->runs[r];
                done.err = lseek(err, 0, SEEK_CUR);
                const double begin = seconds_now();
                progress->since = begin;
                progress->begun = r + 1;
                done.code = run(next + r);
                std::fflush(stderr);
                done.seconds = seconds_now() - begin;
            }
            progress->begun = runs + 1;
            _exit(0);
        }
        bool killed = false;
        const int status = wait_for(child, *progress, limits.seconds, killed);
        const std::string err = text_of(err_file);
        const std::size_t begun = progress->begun;
        const std::size_t finished = begun == 0 ? 0 : begun - 1;
        for (std::size_t r = 0; r < std::min(begun, runs); ++r) {
            const Progress::Run& done = progress->runs[r];
            const auto end_of_words = r + 1 < begun && r + 1 < runs
                ? static_cast<std::size_t>(progress->runs[r + 1].err)
                : err.size();
            const auto begin_of_words = std::min(static_cast<std::size_t>(done.err), err.size());
            ends[next + r] = { done.code, false, done.seconds,
                err.substr(begin_of_words, end_of_words - begin_of_words) };
        }
        if (finished < runs) {
            ChildEnd& end = ends[next + finished];
            end.code = killed       ? ChildEnd::took_too_long
                : WIFEXITED(status) ? WEXITSTATUS(status)
                                    : 1000 + WTERMSIG(status);
            end.ended_process = true;
            end.seconds = seconds_now() - progress->since;
        }
        next += std::min(finished + 1, runs);
    }
    return ends;
}
