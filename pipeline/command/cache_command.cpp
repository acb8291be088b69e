#include "pipeline/command/command_line.h"

#include "boundaries/kept/cache.h"
#include "pipeline/output/json_text.h"
#include "pipeline/program/cache_folder.h"
#include "pipeline/program/command_syntax.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

/// Number and size of entries.
struct CacheSum {
    std::size_t entries = 0;
    std::uintmax_t bytes = 0;

    void add(const Cache::Entry& entry)
    {
        ++entries;
        bytes += entry.bytes;
    }
};

/// Sums of the entries of a cache, by kind and in total.
struct CacheSums {
    std::map<std::string, CacheSum> kinds;
    CacheSum total;
};

CacheSums sums_of(const std::vector<Cache::Entry>& entries)
{
    CacheSums sums;
    for (const Cache::Entry& entry : entries) {
        sums.kinds[entry.kind].add(entry);
        sums.total.add(entry);
    }
    return sums;
}

double megabytes(std::uintmax_t bytes)
{
    return static_cast<double>(bytes) / 1e6;
}

void print_sum(std::string_view kind, const CacheSum& sum)
{
    fmt::print("  {:<8}  {:>7}  {:>9.1f} MB\n", kind, sum.entries, megabytes(sum.bytes));
}

/// Prints the sums, with `list` also each entry, and the meaning of each kind.
void print_cache(const Cache& cache, bool list)
{
    const std::vector<Cache::Entry> entries = cache.entries();
    const CacheSums sums = sums_of(entries);
    fmt::print("{}\n  {:<8}  {:>7}  {:>12}\n", cache.folder().string(), "kind", "entries", "size");
    for (const auto& [kind, sum] : sums.kinds) {
        print_sum(kind, sum);
    }
    print_sum("total", sums.total);
    if (list) {
        for (const Cache::Entry& entry : entries) {
            fmt::print("  {:<8}  {}  {:>9.1f} MB\n", entry.kind, entry.key, megabytes(entry.bytes));
        }
    }
    fmt::print(
        "cities: checked and repaired outlines of a boundary file, found by a hash of the file and "
        "the options.\n"
        "coverage: coverage fractions of a grid by cities, found by a hash of the grid, the "
        "outlines and the method.\n"
        "sha256, xxh3: hash of an input file, for manifests and to find cities, found by its "
        "inode, size and times.\n"
        "Missing and damaged entries are computed again. cityflux cache --list lists each entry, "
        "cityflux cache --clear removes all.\n");
}

Json json_of(const CacheSum& sum)
{
    return { { "entries", sum.entries }, { "bytes", sum.bytes } };
}

/// Returns the folder, every entry, and the sums by kind and in total.
Json json_of(const Cache& cache)
{
    const std::vector<Cache::Entry> entries = cache.entries();
    const CacheSums sums = sums_of(entries);
    Json json;
    json["folder"] = cache.folder().string();
    json["kinds"] = Json::object();
    for (const auto& [kind, sum] : sums.kinds) {
        json["kinds"][kind] = json_of(sum);
    }
    json["total"] = json_of(sums.total);
    json["entries"] = Json::array();
    for (const Cache::Entry& entry : entries) {
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
        bool list = false;
        bool clear = false;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CommandSyntax command = program.add_command(
        "cache", "list or clear the cache: outlines, coverages and hashes kept between runs");
    command.option("--cache", options->folder, "folder of the cache (default: ~/.cache/cityflux)")
        .type_name("DIR");
    const OptionSyntax clear = command.flag("--clear", options->clear, "remove all entries");
    const OptionSyntax json = command.flag("--json", options->json, "print JSON, with each entry");
    command.flag("--list", options->list, "list each entry, the longest unused first")
        .excludes(clear)
        .excludes(json);
    command.footer("Example:\n  cityflux cache --clear");
    return [options](const CommandLine&) {
        const auto folder = cache_folder(options->folder);
        if (!folder) {
            fmt::print("no cache: HOME and XDG_CACHE_HOME are not set\n");
            return static_cast<int>(ExitCode::done);
        }
        const Cache cache(*folder);
        if (options->clear) {
            fmt::print("{} entries removed from {}\n", cache.clear(), folder->string());
        } else if (options->json) {
            fmt::print("{}\n", json_text(json_of(cache)));
        } else {
            print_cache(cache, options->list);
        }
        return static_cast<int>(ExitCode::done);
    };
}

} // namespace cityflux
