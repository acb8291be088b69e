#include "tests/run_program.h"

#include "tests/program_server.h"

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace cityflux {
namespace {

/// The two ends of a pipe or of a terminal; closes what is left open.
struct Ends {
    int read = -1;
    int write = -1;

    Ends() = default;
    Ends(const Ends&) = delete;
    Ends& operator=(const Ends&) = delete;
    ~Ends()
    {
        close_one(read);
        close_one(write);
    }

    static void close_one(int& end)
    {
        if (end >= 0) {
            close(end);
        }
        end = -1;
    }

    void open_pipe()
    {
        std::array<int, 2> ends {};
        if (pipe2(ends.data(), O_CLOEXEC) != 0) {
            throw std::runtime_error("no pipe");
        }
        read = ends[0];
        write = ends[1];
    }

    void open_terminal()
    {
        read = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
        if (read < 0 || grantpt(read) != 0 || unlockpt(read) != 0) {
            throw NoTerminal("this machine gives no terminal");
        }
        write = open(ptsname(read), O_RDWR | O_NOCTTY | O_CLOEXEC);
    }

    std::string all() const
    {
        std::string text;
        std::array<char, 4096> buffer {};
        for (ssize_t count = 0; (count = ::read(read, buffer.data(), buffer.size())) > 0;) {
            text.append(buffer.data(), static_cast<std::size_t>(count));
        }
        return text;
    }
};

/// Pipes of a run. Its own ends are closed once it has begun.
struct Streams {
    Ends out;
    Ends err;

    Streams(Output output, bool terminal)
    {
        if (output == Output::full_disk) {
            out.write = open("/dev/full", O_WRONLY | O_CLOEXEC);
        } else {
            out.open_pipe();
        }
        if (output == Output::nobody) {
            Ends::close_one(out.read);
        }
        if (terminal) {
            err.open_terminal();
        } else {
            err.open_pipe();
        }
    }

    void close_written()
    {
        Ends::close_one(out.write);
        Ends::close_one(err.write);
    }
};

/// Waits for a process; returns its status as wait() does.
using Wait = std::function<int(rusage&)>;

/// Listens to a run until it ends, and kills it when `kill_when` says so.
ProgramRun listen(Streams& streams, pid_t process, const Wait& wait,
    const std::function<bool()>& kill_when, std::chrono::steady_clock::time_point begin)
{
    ProgramRun ended;
    std::thread listener([&] { ended.err = streams.err.all(); });
    // Until it is waited for below, the number of the process is not given to another.
    std::atomic<bool> over = false;
    std::thread killer([&] {
        while (kill_when && !over) {
            if (kill_when()) {
                kill(process, SIGKILL);
                return;
            }
            std::this_thread::sleep_for(std::chrono::microseconds(50));
        }
    });
    if (streams.out.read >= 0) {
        ended.out = streams.out.all();
    }
    listener.join();
    over = true;
    killer.join();
    rusage used {};
    const int status = wait(used);
    ended.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    ended.megabytes = static_cast<double>(used.ru_maxrss) * 1024e-6;
    ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
    return ended;
}

/// Starts a program by its path.
ProgramRun run_started(const std::string& program, const std::filesystem::path& folder,
    const Words& words, const std::function<bool()>& kill_when = {})
{
    Streams streams(Output::kept, false);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, streams.out.write, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, streams.err.write, STDERR_FILENO);
    Words all = appended({ program }, words);
    std::vector<char*> arguments;
    for (std::string& word : all) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    // Whoever runs the tests may ignore SIGPIPE; a shell does not.
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    const auto begin = std::chrono::steady_clock::now();
    pid_t process = -1;
    const int refused
        = posix_spawn(&process, program.c_str(), &actions, &attributes, arguments.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (refused != 0) {
        throw std::runtime_error("the program cannot be run: " + program);
    }
    streams.close_written();
    const auto wait = [process](rusage& used) {
        int status = 0;
        wait4(process, &status, 0, &used);
        return status;
    };
    return listen(streams, process, wait, kill_when, begin);
}

/// Forks the server before the first test, when there are no threads yet.
class ServerEnvironment : public testing::Environment {
public:
    void SetUp() override { server_.emplace(); }
    void TearDown() override { server_.reset(); }
    ProgramServer& server() { return server_.value(); }

private:
    std::optional<ProgramServer> server_;
};

// The test program owns it.
auto* const environment
    = dynamic_cast<ServerEnvironment*>(testing::AddGlobalTestEnvironment(new ServerEnvironment));

} // namespace

Words appended(Words words, const Words& more)
{
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

ProgramRun run_program(
    const std::filesystem::path& folder, const Words& words, Output output, bool terminal)
{
    Streams streams(output, terminal);
    const Words all = appended({ CITYFLUX_PROGRAM }, words);
    const auto begin = std::chrono::steady_clock::now();
    ProgramServer::Run run
        = environment->server().begin(folder, all, streams.out.write, streams.err.write);
    streams.close_written();
    return listen(
        streams, run.process(), [&](rusage& used) { return run.wait(used); }, {}, begin);
}

ProgramRun run_built_program(const std::filesystem::path& folder, const Words& words)
{
    return run_started(CITYFLUX_PROGRAM, folder, words);
}

ProgramRun run_program_until(
    const std::filesystem::path& folder, const Words& words, const std::function<bool()>& moment)
{
    return run_started(CITYFLUX_PROGRAM, folder, words, moment);
}

ProgramRun run_other_program(
    const std::filesystem::path& program, const std::filesystem::path& folder, const Words& words)
{
    return run_started(program.string(), folder, words);
}

std::optional<std::filesystem::path> program_on_path(const std::string& name)
{
    const char* path = std::getenv("PATH");
    std::istringstream folders(path == nullptr ? "" : path);
    for (std::string folder; std::getline(folders, folder, ':');) {
        const std::filesystem::path program = std::filesystem::path(folder) / name;
        if (access(program.c_str(), X_OK) == 0) {
            return program;
        }
    }
    return std::nullopt;
}

CsvRows read_csv(const std::string& text)
{
    std::vector<std::vector<std::string>> lines;
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (const char c : text) {
        if (c == '"') {
            // A doubled quote inside quotes ends and begins them again: good enough for the names
            // in use.
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            fields.emplace_back();
        } else if (c == '\n' && !quoted) {
            lines.push_back(std::move(fields));
            fields.assign(1, "");
        } else if (c != '\r') {
            fields.back() += c;
        }
    }
    CsvRows rows;
    for (std::size_t l = 1; l < lines.size(); ++l) {
        if (lines[l].size() != lines[0].size()) {
            throw std::runtime_error("a line of the table has too many or too few fields");
        }
        auto& row = rows.emplace_back();
        for (std::size_t f = 0; f < lines[l].size(); ++f) {
            row[lines[0][f]] = lines[l][f];
        }
    }
    return rows;
}

double number(const CsvRow& row, const std::string& column)
{
    const std::string& field = row.at(column);
    return field.empty() ? std::numeric_limits<double>::quiet_NaN() : std::stod(field);
}

} // namespace cityflux
