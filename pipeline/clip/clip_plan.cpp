#include "pipeline/clip/clip_plan.h"

#include "grids/text/error.h"
#include "pipeline/clip/band_sum.h"
#include "pipeline/clip/map_geotiff.h"
#include "pipeline/clip/map_memory.h"
#include "pipeline/clip/map_names.h"
#include "pipeline/clip/mass_transfer.h"
#include "pipeline/totals/shortcomings.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

class FilePlanner {
public:
    FilePlanner(const ClipRequest& request, const ClipReading& reading)
        : request_(request)
        , reading_(reading)
        , masses_(reading.masses())
        , pattern_(request.name_pattern)
    {
    }

    ClipPlan plan()
    {
        for (std::size_t c = 0; c < reading_.totals().table.cities.size(); ++c) {
            add_files_of(c);
            if (plan_.shared_name) {
                return std::move(plan_);
            }
        }
        plan_.without_sum = bands_without_sum();
        if (!plan_.without_sum) {
            check_grids();
            check_not_empty();
        }
        return std::move(plan_);
    }

private:
    /// Adds the files of a city, sorted by name. Stops at a name that another city has.
    void add_files_of(std::size_t city)
    {
        const std::size_t first = plan_.files.size();
        for (std::size_t b = 0; b < reading_.bands().size(); ++b) {
            const std::size_t layer = reading_.bands()[b].layers.front();
            const std::size_t grid = masses_.layers()[layer].grid;
            if (masses_.cells(grid, city).count() == 0) {
                continue;
            }
            const std::string name = name_of(city, b);
            const auto [known, added] = by_name_.try_emplace(name, plan_.files.size());
            if (added) {
                plan_.files.push_back({ name, path_of(name), city, grid, layer, {} });
            }
            PlannedFile& file = plan_.files[known->second];
            if (file.city != city) {
                plan_.shared_name = { name, file.city, city };
                return;
            }
            check_same_grid(file, reading_.bands()[b]);
            file.bands.push_back(b);
        }
        std::sort(plan_.files.begin() + static_cast<std::ptrdiff_t>(first), plan_.files.end(),
            [](const PlannedFile& a, const PlannedFile& b) { return a.name < b.name; });
        for (std::size_t f = first; f < plan_.files.size(); ++f) {
            by_name_[plan_.files[f].name] = f;
        }
    }

    std::string name_of(std::size_t city, std::size_t band) const
    {
        if (request_.file) {
            return request_.file->stem().string();
        }
        const City& named = reading_.city(city);
        const PlannedBand& planned = reading_.bands()[band];
        return pattern_.name_for(named.id, named.name, planned.series, planned.period);
    }

    std::filesystem::path path_of(const std::string& name) const
    {
        return request_.file
            ? *request_.file
            : request_.folder / (name + (request_.format == MapFormat::netcdf ? ".nc" : ".tif"));
    }

    /// Throws InputError if the layers of a band do not lie on the grid of the file.
    void check_same_grid(const PlannedFile& file, const PlannedBand& band) const
    {
        const Grid& window = masses_.cells(file.grid, file.city).window();
        const MapReader::ReadLayer& first = masses_.layers()[file.first_layer];
        for (const std::size_t l : band.layers) {
            const MapReader::ReadLayer& layer = masses_.layers()[l];
            if (layer.lattice == first.lattice
                && same_cells(window, masses_.cells(layer.grid, file.city).window())) {
                continue;
            }
            throw InputError(ProblemCode::inconsistent, layer.file,
                fmt::format("inconsistent grids: one file of maps cannot hold this grid and that "
                            "of {}",
                    first.file),
                request_.file ? Text { "give a folder, e.g. ", named(Setting::output, "maps/"),
                    ", and a ", named(Setting::name_pattern), " that gives each grid its own file" }
                              : Text { "write a field that differs between them into ",
                                  named(Setting::name_pattern), ", e.g. {inventory} or {sector}" });
        }
    }

    /// Returns the first file with a picture whose bands have no sum.
    std::optional<BandsWithoutSum> bands_without_sum() const
    {
        for (const PlannedFile& file : plan_.files) {
            const std::string obstacle = request_.with_picture
                ? band_sum(reading_.sheet_bands(file.city, file.bands)).obstacle
                : "";
            if (!obstacle.empty()) {
                return BandsWithoutSum { file.name, obstacle };
            }
        }
        return std::nullopt;
    }

    /// Throws InputError if cells of the inventory do not fit into the format, or into memory.
    void check_grids() const
    {
        if (!request_.target.is_own_grid()) {
            return;
        }
        for (const PlannedFile& file : plan_.files) {
            const City& city = reading_.city(file.city);
            const Grid& window = masses_.cells(file.grid, file.city).window();
            if (request_.format == MapFormat::geotiff) {
                check_geotiff_grid(window, title_of(city));
            } else {
                check_netcdf_memory(city, { window, file.bands.size(), request_.in_double },
                    bytes_of_map(window), left_for_maps(request_));
            }
        }
    }

    void check_not_empty() const
    {
        if (plan_.files.empty()) {
            throw InputError(ProblemCode::missing, masses_.layers().front().file,
                fmt::format("missing cells: no selected city intersects the grid ({})",
                    reading_.shortcomings().empty() ? std::string("no city")
                                                    : reading_.shortcomings().front()),
                "compare the extent of the grid (cityflux inspect) with the cities (cityflux "
                "cities)");
        }
    }

    const ClipRequest& request_;
    const ClipReading& reading_;
    const MapReader& masses_;
    MapNamePattern pattern_;
    std::map<std::string, std::size_t> by_name_; ///< positions in plan_.files
    ClipPlan plan_;
};

} // namespace

ClipPlan plan_files(const ClipRequest& request, const ClipReading& reading)
{
    return FilePlanner(request, reading).plan();
}

} // namespace cityflux
