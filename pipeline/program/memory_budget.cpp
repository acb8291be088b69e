#include "pipeline/program/memory_budget.h"

#include "grids/text/error.h"
#include "grids/text/words.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include <sys/resource.h>
#include <unistd.h>

#include <fmt/format.h>

namespace cityflux {

std::size_t memory_bytes_of(const std::string& text)
{
    double number = 0.0;
    std::string unit;
    std::istringstream words(text);
    words >> number >> unit;
    const std::map<std::string, double> units { { "b", 1.0 }, { "kb", 1e3 }, { "mb", 1e6 },
        { "gb", 1e9 }, { "kib", 1024.0 }, { "mib", 1048576.0 }, { "gib", 1073741824.0 },
        { "k", 1e3 }, { "m", 1e6 }, { "g", 1e9 } };
    const auto found = units.find(lower_case(unit));
    if (number > 0.0 && unit.empty()
        && text.find_first_not_of("0123456789. ") == std::string::npos) {
        throw UsageError(ProblemCode::missing, named(Setting::memory),
            fmt::format("missing unit of '{}'", text),
            fmt::format("write one, e.g. {}MB or {}GB", text, text));
    }
    std::string rest;
    if (words >> rest || !(number > 0.0) || found == units.end() || number * found->second > 1e15) {
        throw UsageError(ProblemCode::invalid, named(Setting::memory),
            fmt::format("'{}' is not a size (allowed: above 0, up to 1e15 bytes)", text),
            "write a size, e.g. 512MB or 2GB");
    }
    return static_cast<std::size_t>(number * found->second);
}

std::string text_of_bytes(std::size_t bytes)
{
    const auto number = static_cast<double>(bytes);
    return number >= 1e9 ? fmt::format("{:.1f} GB", number / 1e9)
        : number >= 1e6  ? fmt::format("{:.0f} MB", number / 1e6)
                         : fmt::format("{:.0f} kB", number / 1e3);
}

std::size_t resident_bytes()
{
    std::ifstream pages("/proc/self/statm");
    std::size_t all = 0;
    std::size_t resident = 0;
    if (!(pages >> all >> resident)) {
        return 0;
    }
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

std::size_t most_resident_bytes()
{
    rusage usage {};
    return getrusage(RUSAGE_SELF, &usage) == 0 ? static_cast<std::size_t>(usage.ru_maxrss) * 1024
                                               : 0;
}

std::size_t left_for_tiles(std::size_t allowed, std::size_t resident)
{
    const std::size_t all = allowed + memory_of_program;
    return resident >= all ? 0 : std::min(allowed, all - resident);
}

} // namespace cityflux
