#include "pipeline/command_line.h"

#include "boundaries/coverage_store.h"
#include "pipeline/cache_folder.h"

#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

void explain(const CoverageStore& store)
{
    std::uintmax_t bytes = 0;
    const auto entries = store.entries();
    for (const CoverageStore::Entry& entry : entries) {
        bytes += entry.bytes;
    }
    fmt::print("{}\n  {} coverages, {:.1f} MB\n", store.folder().string(), entries.size(), static_cast<double>(bytes) / 1e6);
    for (const CoverageStore::Entry& entry : entries) {
        fmt::print("  {}  {:>9.1f} MB\n", entry.key, static_cast<double>(entry.bytes) / 1e6);
    }
    fmt::print("A coverage says which cells of a grid each city covers. It is found again by a hash of the grid, the outlines "
               "and the\n"
               "method, and computed anew where it is not there or damaged. cityflux cache --clear removes all.\n");
}

nlohmann::ordered_json as_json(const CoverageStore& store)
{
    nlohmann::ordered_json json;
    json["folder"] = store.folder().string();
    json["coverages"] = nlohmann::ordered_json::array();
    for (const CoverageStore::Entry& entry : store.entries()) {
        json["coverages"].push_back({ { "key", entry.key }, { "bytes", entry.bytes } });
    }
    return json;
}

} // namespace

CommandAction add_cache_command(CLI::App& program)
{
    struct Options {
        std::string folder;
        bool clear = false;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* command = program.add_subcommand("cache", "the coverages that are kept between runs");
    command->add_option("--cache", options->folder, "folder of the cache")->type_name("DIR");
    command->add_flag("--clear", options->clear, "remove all of them");
    command->add_flag("--json", options->json, "as JSON");
    command->footer("Example:\n  cityflux cache --clear");
    return [options] {
        const auto folder = cache_folder(options->folder);
        if (!folder) {
            fmt::print("no cache: neither HOME nor XDG_CACHE_HOME says where\n");
            return static_cast<int>(ExitCode::done);
        }
        const CoverageStore store(*folder);
        if (options->clear) {
            fmt::print("{} coverages removed from {}\n", store.clear(), folder->string());
        } else if (options->json) {
            fmt::print("{}\n", as_json(store).dump(2));
        } else {
            explain(store);
        }
        return static_cast<int>(ExitCode::done);
    };
}

} // namespace cityflux
