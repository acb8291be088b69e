#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace cityflux {

/// Arguments of a command line, from the command on.
using Words = std::vector<std::string>;

/// Returns arguments with more of them behind.
Words appended(Words words, const Words& more);

/// Exit code and output of a run of the built program.
struct ProgramRun {
    int code = -1; ///< exit code; 1000 + the number of the signal that ended it
    std::string out;
    std::string err;
    double seconds = 0.0; ///< from begin to end
    double megabytes
        = 0.0; ///< of memory, at most; no less than the test itself had when it began the run
};

/// Where a run's standard output goes.
enum class Output {
    kept, ///< into ProgramRun::out
    full_disk, ///< /dev/full
    nobody ///< a pipe whose reader has gone
};

/// Thrown where a terminal is asked for and the machine has none to give (a container without
/// /dev/pts).
class NoTerminal : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Runs the program in a folder, as a fork of this process before the first test (ProgramServer);
/// its input is empty. Its standard error is a pipe, or a terminal where asked for.
ProgramRun run_program(const std::filesystem::path& folder, const Words& words,
    Output output = Output::kept, bool terminal = false);

/// Starts the built program in a folder, for what a fork does not show: memory, and main() itself.
ProgramRun run_built_program(const std::filesystem::path& folder, const Words& words);

/// Starts the built program in a folder and kills it (SIGKILL) as soon as `moment` says so, which
/// is asked again and again from another thread; it may have ended before.
ProgramRun run_program_until(
    const std::filesystem::path& folder, const Words& words, const std::function<bool()>& moment);

/// Runs another program, by its path, in a folder; its input is empty and what it says is kept.
ProgramRun run_other_program(
    const std::filesystem::path& program, const std::filesystem::path& folder, const Words& words);

/// Where a program is that is installed beside ours, or nothing where it is not on the PATH.
std::optional<std::filesystem::path> program_on_path(const std::string& name);

/// Fields of one row of a CSV table by column name.
using CsvRow = std::map<std::string, std::string>;
using CsvRows = std::vector<CsvRow>;
CsvRows read_csv(const std::string& text);

/// A field as a number; NaN if it is empty. Throws std::invalid_argument if it is not a number.
double number(const CsvRow& row, const std::string& column);

} // namespace cityflux
