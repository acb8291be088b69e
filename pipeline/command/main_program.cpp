#include "pipeline/command/main_program.h"

#include "grids/storage/library_call.h"
#include "grids/text/error.h"
#include "pipeline/command/command_line.h"
#include "pipeline/program/command_syntax.h"
#include "pipeline/program/messages.h"
#include "pipeline/program/versions.h"

#include <csignal>
#include <cstdio>
#include <exception>
#include <map>
#include <optional>
#include <string>

#include <fmt/format.h>

namespace {

std::string version_text()
{
    std::string text;
    for (const auto& [name, version] : cityflux::versions()) {
        text += fmt::format("{} {}\n", name, version);
    }
    text.pop_back();
    return text;
}

/// Returns the error of a result that did not reach standard output.
cityflux::Message lost_output()
{
    return { cityflux::ProblemCode::unwritable, "standard output",
        "unwritable: the result is incomplete" };
}

/// Returns true if a part of the result did not reach standard output, because of a
/// full disk or a closed pipe.
bool output_lost()
{
    return std::fflush(stdout) != 0 || std::ferror(stdout) != 0;
}

} // namespace

namespace cityflux {

void prepare_process()
{
    // A file that exceeds a size limit then gives a write error, which is reported,
    // instead of ending the program.
    std::signal(SIGXFSZ, SIG_IGN);
    refuse_files_on_library_faults(ExitCode::input_refused);
}

int main_program(int argc, const char* const* argv)
{
    open_messages();
    set_front_end(FrontEnd::command_line);
    ProgramSyntax program("cityflux",
        "Verifiable city emission totals from gridded inventories (zonal statistics "
        "with exact coverage fractions).");
    program.version_flag(
        "--version", version_text, "print the versions of the program and its libraries");
    program.footer("cityflux COMMAND --help lists the options of a command.\n\n"
                   "Example:\n  cityflux totals sample --boundaries china35");
    const std::map<std::string, CommandAction> actions {
        { "inspect", add_inspect_command(program) },
        { "totals", add_totals_command(program) },
        { "clip", add_clip_command(program) },
        { "run", add_run_command(program) },
        { "coverage", add_coverage_command(program) },
        { "compare", add_compare_command(program) },
        { "score", add_score_command(program) },
        { "calibrate", add_calibrate_command(program) },
        { "inventories", add_inventories_command(program) },
        { "cities", add_cities_command(program) },
        { "cache", add_cache_command(program) },
    };
    try {
        const std::optional<std::string> command = program.parse(argc, argv);
        if (!command) {
            return ExitCode::done;
        }
        const int code = actions.at(*command)(CommandLine(argv, argv + argc));
        if (output_lost()) {
            throw InputError(lost_output());
        }
        return code;
    } catch (const UsageError& error) {
        report_error(error.message());
        return ExitCode::wrong_usage;
    } catch (const InputError& error) {
        report_error(error.message());
        return ExitCode::input_refused;
    } catch (const std::exception& error) {
        if (output_lost()) {
            report_error(lost_output());
            return ExitCode::input_refused;
        }
        report_fault(fmt::format(
            "internal fault: {}; please report it with the command and the file", error.what()));
        return ExitCode::internal_fault;
    }
}

} // namespace cityflux
