#include "tests/program_server.h"

#include "pipeline/command/main_program.h"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace cityflux {
namespace {

/// Files that go with a request.
struct RequestFiles {
    int out = -1;
    int err = -1;
    int reply = -1;
    int words = -1; ///< folder, number of words, words, environment; each ends with a zero byte
};
constexpr std::size_t request_size = sizeof(RequestFiles);

struct Ending {
    int status = 0;
    rusage used {};
};

/// Message of one byte with room for the files of a request.
class FilesMessage {
public:
    FilesMessage()
    {
        message_.msg_iov = &data_;
        message_.msg_iovlen = 1;
        message_.msg_control = control_.data();
        message_.msg_controllen = control_.size();
    }
    FilesMessage(const FilesMessage&) = delete;
    FilesMessage& operator=(const FilesMessage&) = delete;

    msghdr* get() { return &message_; }
    /// Returns the header of the files; null if a received message has none.
    cmsghdr* header() { return CMSG_FIRSTHDR(&message_); }

private:
    char byte_ = 0;
    iovec data_ { &byte_, 1 };
    alignas(cmsghdr) std::array<char, CMSG_SPACE(request_size)> control_ {};
    msghdr message_ {};
};

void send_files(int socket, const RequestFiles& files)
{
    FilesMessage message;
    cmsghdr* header = message.header();
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(request_size);
    std::memcpy(CMSG_DATA(header), &files, request_size);
    if (sendmsg(socket, message.get(), MSG_NOSIGNAL) != 1) {
        throw std::runtime_error("the server of programs has ended");
    }
}

/// Returns false if no more requests come.
bool receive_files(int socket, RequestFiles& files)
{
    FilesMessage message;
    if (recvmsg(socket, message.get(), MSG_CMSG_CLOEXEC) != 1 || message.header() == nullptr) {
        return false;
    }
    std::memcpy(&files, CMSG_DATA(message.header()), request_size);
    return true;
}

/// Reads the strings of a request.
std::vector<std::string> read_words(int file)
{
    std::string all;
    std::array<char, 4096> buffer {};
    lseek(file, 0, SEEK_SET);
    for (ssize_t count = 0; (count = read(file, buffer.data(), buffer.size())) > 0;) {
        all.append(buffer.data(), static_cast<std::size_t>(count));
    }
    std::vector<std::string> words;
    for (std::size_t begin = 0; begin < all.size(); begin = all.find('\0', begin) + 1) {
        words.emplace_back(all.c_str() + begin);
    }
    return words;
}

/// Runs the program in this process, and ends it.
[[noreturn]] void be_program(const RequestFiles& files)
{
    std::vector<std::string> words = read_words(files.words);
    const std::string folder = words.at(0);
    const auto count = static_cast<std::size_t>(std::stoul(words.at(1)));
    std::vector<const char*> arguments;
    for (std::size_t w = 2; w < 2 + count; ++w) {
        arguments.push_back(words[w].c_str());
    }
    arguments.push_back(nullptr);
    clearenv();
    for (std::size_t w = 2 + count; w < words.size(); ++w) {
        putenv(words[w].data());
    }
    const int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, STDIN_FILENO);
    dup2(files.out, STDOUT_FILENO);
    dup2(files.err, STDERR_FILENO);
    for (const int file : { nothing, files.out, files.err, files.reply, files.words }) {
        close(file);
    }
    // Whoever runs the tests may ignore it; a shell does not.
    std::signal(SIGPIPE, SIG_DFL);
    if (chdir(folder.c_str()) != 0) {
        std::perror(folder.c_str());
        _exit(127);
    }
    prepare_process();
    const int code = main_program(static_cast<int>(count), arguments.data());
    std::fflush(nullptr);
    _exit(code);
}

/// Forks the program, and replies with its process and its end.
[[noreturn]] void attend_run(const RequestFiles& files)
{
    std::signal(SIGCHLD, SIG_DFL);
    const pid_t program = fork();
    if (program == 0) {
        be_program(files);
    }
    close(files.out);
    close(files.err);
    Ending ending;
    bool told = write(files.reply, &program, sizeof program) == sizeof program;
    wait4(program, &ending.status, 0, &ending.used);
    told = told && write(files.reply, &ending, sizeof ending) == sizeof ending;
    _exit(told ? 0 : 1);
}

[[noreturn]] void serve(int requests)
{
    std::signal(SIGCHLD, SIG_IGN); // nobody asks how attendants end
    for (RequestFiles files; receive_files(requests, files);) {
        if (fork() == 0) {
            close(requests);
            attend_run(files);
        }
        for (const int file : { files.out, files.err, files.reply, files.words }) {
            close(file);
        }
    }
    _exit(0);
}

/// Writes the strings of a request to a file in memory.
int write_words(const std::filesystem::path& folder, const std::vector<std::string>& words)
{
    std::string all = folder.string() + '\0' + std::to_string(words.size()) + '\0';
    for (const std::string& word : words) {
        all += word + '\0';
    }
    for (char** variable = environ; *variable != nullptr; ++variable) {
        all += std::string(*variable) + '\0';
    }
    const int file = memfd_create("words", MFD_CLOEXEC);
    if (file < 0 || write(file, all.data(), all.size()) != static_cast<ssize_t>(all.size())) {
        throw std::runtime_error("no memory for the words of a program");
    }
    return file;
}

} // namespace

ProgramServer::Run::Run(int reply)
    : reply_(reply)
{
    if (read(reply_, &process_, sizeof process_) != sizeof process_ || process_ < 0) {
        throw std::runtime_error("the program cannot be run");
    }
}

ProgramServer::Run::~Run()
{
    close(reply_);
}

int ProgramServer::Run::wait(rusage& used)
{
    Ending ending;
    if (read(reply_, &ending, sizeof ending) != sizeof ending) {
        throw std::runtime_error("the end of a program is lost");
    }
    used = ending.used;
    return ending.status;
}

ProgramServer::ProgramServer()
{
    std::array<int, 2> sockets {};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets.data()) != 0) {
        throw std::runtime_error("no sockets for the server of programs");
    }
    std::fflush(nullptr); // or the server would say again what waits to be said
    server_ = fork();
    if (server_ == 0) {
        close(sockets[1]);
        serve(sockets[0]);
    }
    close(sockets[0]);
    requests_ = sockets[1];
}

ProgramServer::~ProgramServer()
{
    close(requests_);
    waitpid(server_, nullptr, 0);
}

ProgramServer::Run ProgramServer::begin(
    const std::filesystem::path& folder, const std::vector<std::string>& words, int out, int err)
{
    std::array<int, 2> reply {};
    if (pipe2(reply.data(), O_CLOEXEC) != 0) {
        throw std::runtime_error("no pipe");
    }
    const int text = write_words(folder, words);
    send_files(requests_, { out, err, reply[1], text });
    close(text);
    close(reply[1]);
    return Run(reply[0]);
}

} // namespace cityflux
