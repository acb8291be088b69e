#include "grids/storage/companion_files.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

/// Suffixes of companions that replace the suffix of the file.
constexpr std::array<std::string_view, 24> parts { ".prj", ".hdr", ".tfw", ".tifw", ".wld", ".gfw",
    ".pgw", ".blw", ".stx", ".dbf", ".shx", ".cpg", ".qpj", ".sbn", ".sbx", ".qix", ".tab", ".gri",
    ".mp#", ".grf", ".csy", ".sgrd", ".rdc", ".rsc" };
/// Suffixes of companions that follow the whole file name.
constexpr std::array<std::string_view, 5> additions { ".aux.xml", ".msk", ".ovr", "-wal",
    "-journal" };

std::string upper_case(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
        [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return out;
}

} // namespace

std::vector<std::string> with_companions(const std::string& file)
{
    const fs::path path(file);
    std::vector<std::string> found;
    const auto take = [&](const fs::path& other) {
        std::error_code error;
        if (other != path && fs::is_regular_file(other, error)) {
            found.push_back(other.string());
        }
    };
    for (const std::string_view part : parts) {
        take(fs::path(path).replace_extension(part));
        take(fs::path(path).replace_extension(upper_case(part)));
    }
    if (path.extension() == ".ers") {
        take(fs::path(path).replace_extension()); // the numbers of ER Mapper
    }
    for (const std::string_view addition : additions) {
        take(path.string() + std::string(addition));
    }
    std::sort(found.begin(), found.end());
    found.insert(found.begin(), file);
    return found;
}

} // namespace cityflux
