#pragma once

#include "grids/storage/library_call.h"
#include "grids/text/error.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <unistd.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size)
{
    return { reinterpret_cast<const char*>(data), size };
}

/// The bytes under test as a file, gone with this: libraries open files by name.
class InputFile {
public:
    InputFile(std::string_view suffix, std::string_view bytes)
        : folder_(std::filesystem::is_directory("/dev/shm")
                ? "/dev/shm"
                : std::filesystem::temp_directory_path())
        , path_(folder_ / fmt::format("cityflux-fuzz-{}{}", getpid(), suffix))
    {
#ifdef CITYFLUX_FUZZ
        // A fault of a library ends a job of libFuzzer's -fork=1 as if its time were over: only
        // ours are findings.
        cityflux::refuse_files_on_library_faults(0);
#endif
        std::ofstream(path_, std::ios::binary) << bytes;
    }
    ~InputFile()
    {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    std::string path() const
    {
        return path_.string();
    }

private:
    std::filesystem::path folder_;
    std::filesystem::path path_;
};

/// Does what may end well or with a refusal. Anything else that is thrown ends the process: a
/// finding.
template <typename Action> void accept_or_refuse(const Action& action)
{
    try {
        action();
    } catch (const cityflux::InputError& error) {
        if (*error.what() == '\0') {
            std::abort();
        }
    } catch (const cityflux::UsageError&) {
    }
}

/// Ends the process with the message `what` unless a property of a result holds.
inline void demand(bool holds, const char* what)
{
    if (!holds) {
        fmt::print(stderr, "does not hold: {}\n", what);
        std::abort();
    }
}

} // namespace fuzz
