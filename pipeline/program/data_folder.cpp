#include "pipeline/program/data_folder.h"

#include "grids/text/error.h"

#include <cstdlib>
#include <system_error>
#include <vector>

namespace cityflux {

std::filesystem::path data_folder()
{
    namespace fs = std::filesystem;
    std::vector<fs::path> places;
    if (const char* declared = std::getenv("CITYFLUX_DATA")) {
        places.emplace_back(declared);
    } else {
        std::error_code error;
        const fs::path program = fs::read_symlink("/proc/self/exe", error);
        if (!error) {
            places.push_back(program.parent_path().parent_path() / "share" / "cityflux");
        }
        places.emplace_back(CITYFLUX_SOURCE_DIR);
    }
    for (const fs::path& place : places) {
        if (fs::is_directory(place / "config" / "inventories")) {
            return place;
        }
    }
    throw InputError(ProblemCode::missing, places.front().string(),
        "missing folder config/inventories of the program's own data",
        "set CITYFLUX_DATA to the folder that holds it, e.g. /usr/local/share/cityflux");
}

std::filesystem::path inventories_folder()
{
    return data_folder() / "config" / "inventories";
}

std::filesystem::path plausible_file()
{
    return data_folder() / "config" / "plausible.toml";
}

std::filesystem::path gazetteer_file()
{
    return data_folder() / "config" / "cities" / "china.csv";
}

std::filesystem::path builtin_cities_file()
{
    return data_folder() / "boundaries" / "data" / "china35.geojson";
}

std::optional<std::filesystem::path> builtin_grid(std::string_view word)
{
    const char* const name = word == "sample" ? "china35_illustration_2010.nc"
        : word == "sample-coarse"             ? "china35_illustration_coarse_2010.nc"
                                              : nullptr;
    return name ? std::optional(data_folder() / "grids" / "data" / name) : std::nullopt;
}

} // namespace cityflux
