#include "pipeline/command/command_line.h"

#include "boundaries/kept/cache.h"
#include "pipeline/output/json_text.h"
#include "pipeline/program/cache_folder.h"
#include "pipeline/program/command_syntax.h"

#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

void explain(const Cache& cache)
{
    std::uintmax_t bytes = 0;
    const auto entries = cache.entries();
    for (const Cache::Entry& entry : entries) {
        bytes += entry.bytes;
    }
    fmt::print("{}\n  {} entries, {:.1f} MB\n", cache.folder().string(), entries.size(),
        static_cast<double>(bytes) / 1e6);
    for (const Cache::Entry& entry : entries) {
        fmt::print("  {:<8}  {}  {:>9.1f} MB\n", entry.kind, entry.key,
            static_cast<double>(entry.bytes) / 1e6);
    }
    fmt::print(
        "cities: the outlines of a boundary file, checked and mended; found again by a hash of the "
        "file and the options.\n"
        "coverage: which cells of a grid each city covers; found again by a hash of the grid, the "
        "outlines and the method.\n"
        "sha256, xxh3: the hash of an input file, for manifests and to find cities; found again by "
        "its inode, size and times.\n"
        "What is not there or damaged is computed anew. cityflux cache --clear removes all.\n");
}

Json as_json(const Cache& cache)
{
    Json json;
    json["folder"] = cache.folder().string();
    json["entries"] = Json::array();
    for (const Cache::Entry& entry : cache.entries()) {
        json["entries"].push_back(
            { { "kind", entry.kind }, { "key", entry.key }, { "bytes", entry.bytes } });
    }
    return json;
}

} // namespace

CommandAction add_cache_command(ProgramSyntax& program)
{
    struct Options {
        std::string folder;
        bool clear = false;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CommandSyntax command
        = program.add_command("cache", "outlines, coverages and hashes that are kept between runs");
    command.option("--cache", options->folder, "folder of the cache").type_name("DIR");
    command.flag("--clear", options->clear, "remove all of them");
    command.flag("--json", options->json, "as JSON");
    command.footer("Example:\n  cityflux cache --clear");
    return [options](const CommandLine&) {
        const auto folder = cache_folder(options->folder);
        if (!folder) {
            fmt::print("no cache: neither HOME nor XDG_CACHE_HOME says where\n");
            return static_cast<int>(ExitCode::done);
        }
        const Cache cache(*folder);
        if (options->clear) {
            fmt::print("{} entries removed from {}\n", cache.clear(), folder->string());
        } else if (options->json) {
            fmt::print("{}\n", json_text(as_json(cache)));
        } else {
            explain(cache);
        }
        return static_cast<int>(ExitCode::done);
    };
}

} // namespace cityflux
