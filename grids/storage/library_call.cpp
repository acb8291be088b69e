#include "grids/storage/library_call.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <ctime>
#include <memory>

#include <unistd.h>

namespace cityflux {
namespace {

/// Innermost guard of this thread.
constinit thread_local const LibraryCall* current = nullptr;

/// Exit code of a refusal; -1 until refuse_files_on_library_faults() is called.
std::atomic<int> code_of_refusal { -1 };
static_assert(std::atomic<int>::is_always_lock_free);
std::atomic<int> haste_of_calls { 1 };

/// Handled signals, and the previous handlers, indexed like `faults`.
constexpr std::array faults { SIGSEGV, SIGBUS, SIGFPE, SIGABRT };
std::array<struct sigaction, faults.size()> before {};

/// Resources of a thread that calls libraries: a timer, and a stack for the handler, because the
/// thread's own stack may be exhausted.
class ThreadGuard {
public:
    ThreadGuard()
        : memory_(std::make_unique_for_overwrite<std::byte[]>(size))
    {
        stack_t stack {};
        stack.ss_sp = memory_.get();
        stack.ss_size = size;
        sigaltstack(&stack, nullptr);
        sigevent event {};
        event.sigev_notify = SIGEV_THREAD_ID;
        event.sigev_signo = SIGALRM;
        event._sigev_un._tid = gettid();
        has_timer_ = timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer_) == 0;
    }
    ~ThreadGuard()
    {
        if (has_timer_) {
            timer_delete(timer_);
        }
        stack_t none {};
        none.ss_flags = SS_DISABLE;
        sigaltstack(&none, nullptr);
    }
    ThreadGuard(const ThreadGuard&) = delete;
    ThreadGuard& operator=(const ThreadGuard&) = delete;

    /// Returns the guard of this thread.
    static ThreadGuard& instance()
    {
        thread_local ThreadGuard guard;
        return guard;
    }

    /// Requests SIGALRM after `seconds` of CPU time of the thread. 0 cancels the request.
    void set_alarm(int seconds)
    {
        itimerspec time {};
        time.it_value.tv_sec = seconds;
        if (has_timer_) {
            timer_settime(timer_, 0, &time, nullptr);
        }
    }

private:
    static constexpr std::size_t size = 64 * 1024;
    std::unique_ptr<std::byte[]> memory_;
    timer_t timer_ {};
    bool has_timer_ = false;
};

const char* words_for(int signal)
{
    switch (signal) {
    case SIGSEGV:
        return "segmentation fault";
    case SIGBUS:
        return "bus error";
    case SIGFPE:
        return "arithmetic fault";
    case SIGALRM:
        return "endless work";
    default:
        return "abort";
    }
}

} // namespace

struct LibraryFault {
    /// Calls only functions that are safe in a signal handler.
    static void handle(int signal)
    {
        const LibraryCall* call = current;
        if (call == nullptr && signal == SIGALRM) {
            return; // the call has just ended
        }
        if (call == nullptr) {
            for (std::size_t f = 0; f < faults.size(); ++f) {
                sigaction(faults[f], &before[f], nullptr);
            }
            std::raise(signal); // waits until this returns
            return;
        }
        const std::array message { "error: ", call->file_, ": damaged: the ", call->library_,
            " library failed on it (", words_for(signal),
            "); get the file again, or check it with ", call->checker_, "\n" };
        for (const char* part : message) {
            if (write(STDERR_FILENO, part, std::strlen(part)) < 0) {
                break;
            }
        }
        _exit(code_of_refusal);
    }
};

LibraryCall::LibraryCall(
    const char* library, const char* file, const char* checker, int most_seconds)
    : library_(library)
    , file_(file)
    , checker_(checker)
    , outer_(current)
{
    current = this;
    if (outer_ == nullptr && code_of_refusal.load(std::memory_order_relaxed) >= 0) {
        ThreadGuard::instance().set_alarm(
            std::max(1, most_seconds / haste_of_calls.load(std::memory_order_relaxed)));
    }
}

LibraryCall::~LibraryCall()
{
    if (outer_ == nullptr && code_of_refusal.load(std::memory_order_relaxed) >= 0) {
        ThreadGuard::instance().set_alarm(0);
    }
    current = outer_;
}

void refuse_files_on_library_faults(int exit_code, int haste)
{
    haste_of_calls = haste;
    if (code_of_refusal.exchange(exit_code) >= 0) {
        return;
    }
    struct sigaction action { };
    action.sa_handler = LibraryFault::handle;
    action.sa_flags = SA_ONSTACK;
    for (std::size_t f = 0; f < faults.size(); ++f) {
        sigaction(faults[f], &action, &before[f]);
    }
    sigaction(SIGALRM, &action, nullptr);
}

} // namespace cityflux
