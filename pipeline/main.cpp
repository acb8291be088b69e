#include "grids/error.h"
#include "pipeline/command_line.h"
#include "pipeline/manifest.h"

#include <exception>
#include <map>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

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

} // namespace

int main(int argc, char** argv)
{
    using namespace cityflux;
    auto log = spdlog::stderr_color_mt("cityflux");
    log->set_pattern("%^%l%$: %v");
    spdlog::set_default_logger(log);

    CLI::App program("From gridded emission inventories to city totals that stand up to checking.", "cityflux");
    program.set_version_flag("--version", version_text, "versions of the program and its libraries");
    program.require_subcommand(1);
    program.footer("cityflux COMMAND --help tells the options of a command.\n\n"
                   "Example:\n  cityflux totals sample --boundaries china35");
    const std::map<std::string, CommandAction> actions {
        { "inspect", add_inspect_command(program) },
        { "totals", add_totals_command(program) },
        { "inventories", add_inventories_command(program) },
        { "cities", add_cities_command(program) },
    };
    try {
        program.parse(argc, argv);
        return actions.at(program.get_subcommands().front()->get_name())();
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? ExitCode::done : ExitCode::wrong_usage;
    } catch (const UsageError& error) {
        spdlog::error("{}", error.what());
        return ExitCode::wrong_usage;
    } catch (const InputError& error) {
        spdlog::error("{}", error.what());
        return ExitCode::input_refused;
    } catch (const std::exception& error) {
        spdlog::critical("internal fault: {}; please report it with the command and the file", error.what());
        return ExitCode::internal_fault;
    }
}
