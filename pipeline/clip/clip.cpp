#include "pipeline/clip/clip.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "pipeline/clip/band_sum.h"
#include "pipeline/clip/distinct_texts.h"
#include "pipeline/clip/map_geotiff.h"
#include "pipeline/clip/map_names.h"
#include "pipeline/clip/map_netcdf.h"
#include "pipeline/clip/map_picture.h"
#include "pipeline/clip/map_reader.h"
#include "pipeline/clip/read_maps.h"
#include "pipeline/output/output_file.h"
#include "pipeline/program/memory_budget.h"
#include "pipeline/program/shared_options.h"
#include "pipeline/program/versions.h"
#include "pipeline/totals/shortcomings.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

namespace cityflux {
namespace {

/// Part of the work that is reading, for the progress bar.
constexpr double share_of_reading = 0.7;

/// The masses that were read may use 1 / parts_for_masses of the memory. The rest is for
/// tiles and the files in work.
constexpr std::size_t parts_for_masses = 2;

/// Tolerances for the mass of a written band against the city total, relative to the sum of
/// absolute masses. They cover rounding in float32, in double, and in sums over parts of cells.
constexpr double tolerance_of_float32 = 1e-6;
constexpr double tolerance_of_double = 1e-12;
constexpr double tolerance_of_regridding = 1e-9;

/// Memory that a map may always use, in bytes. A run that holds much data
/// can still write small maps.
constexpr std::size_t always_allowed = 32'000'000;

/// File to write.
struct PlannedFile {
    std::string name; ///< without suffix
    std::size_t city = 0; ///< index in the table
    std::size_t grid = 0;
    std::size_t first_layer = 0; ///< a layer on that grid
    std::vector<std::size_t> bands;
};

class Clipping {
public:
    Clipping(const ClipRequest& request, const CityList& cities)
        : request_(request)
        , cities_(cities)
        , reader_(request.totals.memory_bytes / parts_for_masses, folder())
    {
    }

    ClipResult run(const Catalogue& catalogue, const std::vector<std::size_t>& chosen,
        const Progress& progress)
    {
        result_.totals = make_totals(
            request_.totals, catalogue, { cities_, chosen },
            [&](double share) { progress(share_of_reading * share); }, &reader_);
        BandPlan plan = plan_bands(reader_.layers(), request_.sums);
        bands_ = std::move(plan.bands);
        result_.shortcomings = result_.totals.shortcomings;
        result_.shortcomings.insert(
            result_.shortcomings.end(), plan.shortcomings.begin(), plan.shortcomings.end());
        plan_files();
        check_inputs_stay();
        write_files(progress);
        name_what_is_lost();
        return std::move(result_);
    }

private:
    std::filesystem::path folder() const
    {
        const std::filesystem::path folder
            = request_.file ? request_.file->parent_path() : request_.folder;
        return folder.empty() ? "." : folder;
    }

    const TotalsTable& table() const { return result_.totals.table; }
    const City& city_of(std::size_t city) const
    {
        return cities_.cities[table().cities[city].index];
    }

    void plan_files()
    {
        const MapNamePattern pattern(request_.name_pattern);
        std::map<std::string, std::size_t> known;
        for (std::size_t c = 0; c < table().cities.size(); ++c) {
            const std::size_t first = files_.size();
            for (std::size_t b = 0; b < bands_.size(); ++b) {
                const std::size_t first_layer = bands_[b].layers.front();
                const std::size_t grid = reader_.layers()[first_layer].grid;
                if (reader_.cells(grid, c).count() == 0) {
                    continue;
                }
                const City& city = city_of(c);
                const std::string name = request_.file
                    ? request_.file->stem().string()
                    : pattern.name_for(city.id, city.name, bands_[b].series, bands_[b].period);
                const auto [place, added] = known.try_emplace(name, files_.size());
                if (added) {
                    files_.push_back({ name, c, grid, first_layer, {} });
                }
                PlannedFile& file = files_[place->second];
                check_fits(file, c, b);
                file.bands.push_back(b);
            }
            std::sort(files_.begin() + static_cast<std::ptrdiff_t>(first), files_.end(),
                [](const PlannedFile& a, const PlannedFile& b) { return a.name < b.name; });
            for (std::size_t f = first; f < files_.size(); ++f) {
                known[files_[f].name] = f;
            }
        }
        check_pictures();
        check_grids();
        if (files_.empty()) {
            throw InputError(fmt::format(
                "none of the cities has a cell on the grid of {}, so there is nothing to write "
                "({}); cityflux "
                "inspect tells where the grid lies, cityflux cities where the cities do",
                reader_.layers().front().file,
                result_.shortcomings.empty() ? std::string("no city")
                                             : result_.shortcomings.front()));
        }
    }

    /// Throws UsageError before anything is written if the bands of a picture have no sum.
    void check_pictures() const
    {
        for (const PlannedFile& file : files_) {
            const std::string obstacle
                = request_.with_picture ? band_sum(bands_of(file)).obstacle : "";
            if (!obstacle.empty()) {
                throw UsageError(fmt::format(
                    "--png: {} would have {}, which have no sum to draw; choose with --species, "
                    "--period "
                    "or other files, or put what tells them apart ({{inventory}}, {{species}}, "
                    "{{period}}) into --name-pattern",
                    file.name, obstacle));
            }
        }
    }

    /// Checks the grids before anything is written, if the cells are those of the inventory.
    void check_grids() const
    {
        for (const PlannedFile& file : files_) {
            if (!request_.target.is_own_grid()) {
                continue;
            }
            const Grid& window = reader_.cells(file.grid, file.city).window();
            if (request_.format == MapFormat::geotiff) {
                check_geotiff_grid(window, title_of(city_of(file.city)));
            } else {
                refuse_large_netcdf(
                    window, file.bands.size(), city_of(file.city), bytes_of_map(window), left());
            }
        }
    }

    /// Throws UsageError if a map would overwrite an input. All inputs have been read by now,
    /// but the next run needs them.
    void check_inputs_stay() const
    {
        const std::vector<std::string> inputs = files_of(request_);
        for (const PlannedFile& file : files_) {
            check_output_is_no_input(path_of(file).string(), inputs, cities_.source);
        }
    }

    void check_fits(const PlannedFile& file, std::size_t city, std::size_t band) const
    {
        if (file.city != city) {
            if (request_.file) {
                throw UsageError(fmt::format(
                    "--output {}: one file takes one city, and {} are asked for; choose one with "
                    "--only, or give a folder (-o DIR/)",
                    request_.file->string(), table().cities.size()));
            }
            throw UsageError(
                fmt::format("--name-pattern '{}': {} and {} would both be written to {}; {}",
                    request_.name_pattern, title_of(city_of(file.city)), title_of(city_of(city)),
                    file.name,
                    request_.name_pattern.find("{id}") == std::string::npos
                        ? "put {id} into it"
                        : "their ids differ in what a file name cannot have; cut them one by one "
                          "(--only), or choose --id"));
        }
        const Grid& window = reader_.cells(file.grid, city).window();
        for (const std::size_t l : bands_[band].layers) {
            const MapReader::Taken& layer = reader_.layers()[l];
            if (layer.lattice == reader_.layers()[file.first_layer].lattice
                && same_cells(window, reader_.cells(layer.grid, city).window())) {
                continue;
            }
            throw InputError(fmt::format(
                "{} and {} lie on different grids, which do not fit into one file of maps; {}",
                reader_.layers()[file.first_layer].file, layer.file,
                request_.file
                    ? "give a folder (-o DIR/) and a --name-pattern whose files have one grid each"
                    : "put {inventory}, {sector} or what else tells them apart into "
                      "--name-pattern"));
        }
    }

    /// Returns the description of a band of a city, by the totals table.
    SheetBand said_of(std::size_t city, const PlannedBand& band) const
    {
        SheetBand said { band.series, band.period, band.seconds, 0.0, 1.0, {} };
        for (const std::size_t layer : band.layers) {
            const TotalsRow& row = table().rows[layer * table().cities.size() + city];
            said.total_t += std::isnan(row.value) ? 0.0 : row.value;
            said.valid_share = std::min(said.valid_share, row.valid_share);
            add_missing(said.flags, row.flags);
        }
        return said;
    }

    std::vector<SheetBand> bands_of(const PlannedFile& file) const
    {
        std::vector<SheetBand> bands;
        for (const std::size_t b : file.bands) {
            bands.push_back(said_of(file.city, bands_[b]));
        }
        return bands;
    }

    std::size_t bytes_of_value() const
    {
        return request_.in_double ? sizeof(double) : sizeof(float);
    }

    /// Returns the number of files that can be in work at once so that
    /// their windows fit into memory.
    std::size_t most_at_once() const
    {
        if (!request_.target.is_own_grid()) {
            return 1; // map sizes are not known, and each map uses all threads
        }
        const auto threads = static_cast<std::size_t>(tbb::this_task_arena::max_concurrency());
        std::size_t largest = 1;
        for (const PlannedFile& file : files_) {
            const Grid& window = reader_.cells(file.grid, file.city).window();
            const std::size_t values = request_.format == MapFormat::netcdf
                ? bytes_of_map_netcdf(window, file.bands.size(), request_.in_double)
                : 2 * window.cells() * (file.bands.size() + 1) * bytes_of_value();
            largest = std::max(largest, bytes_of_map(window) + values);
        }
        return std::clamp<std::size_t>(left() / largest, 1, std::min(threads, files_.size()));
    }

    std::size_t left() const
    {
        return left_for_tiles(request_.totals.memory_bytes, resident_bytes());
    }

    void write_files(const Progress& progress)
    {
        result_.maps.resize(files_.size());
        const std::size_t at_once = most_at_once();
        const std::size_t bytes_for_each = left() / at_once;
        std::size_t done = 0;
        std::mutex lock;
        const auto write = [&](std::size_t f) {
            write_file(files_[f], bytes_for_each, result_.maps[f]);
            const std::lock_guard guard(lock);
            ++done;
            progress(share_of_reading
                + (1.0 - share_of_reading) * static_cast<double>(done)
                    / static_cast<double>(files_.size()));
        };
        if (at_once == 1) { // all threads work on one map
            for (std::size_t f = 0; f < files_.size(); ++f) {
                write(f);
            }
        } else {
            tbb::task_arena arena(static_cast<int>(at_once));
            arena.execute([&] { tbb::parallel_for(std::size_t { 0 }, files_.size(), write); });
        }
        drop_those_off_the_target();
        name_those_without_centre();
    }

    /// Records the cities that no cell has its centre in, such as a city smaller than a cell.
    void name_those_without_centre()
    {
        for (const MapReport& map : result_.maps) {
            if (map.without_centre) {
                result_.shortcomings.push_back(fmt::format(
                    "{}: no cell has its centre in {}, so the map shows nothing; --mask "
                    "fraction or touch shows it",
                    map.file.string(), title_of(city_of(map.city))));
            }
        }
    }

    /// Records the mass of cities that lies off the grid of the map.
    void name_what_is_lost()
    {
        for (const MapReport& map : result_.maps) {
            for (std::size_t b = 0; b < map.bands.size(); ++b) {
                const double lost = map.written[b].lost_t;
                if (std::abs(lost) > tolerance_of_regridding * map.written[b].turnover_t) {
                    result_.shortcomings.push_back(
                        fmt::format("{}: {:.2f} t of the {:.2f} t of {} ({}) lie off the grid of "
                                    "the map and are not in it",
                            map.file.string(), lost, map.bands[b].total_t, city_of(map.city).name,
                            band_title(map.bands[b].series, map.bands[b].period,
                                unit_of(request_.quantity))));
                }
            }
        }
    }

    /// Drops the reports of cities off the target, which have no map, and records these cities.
    /// Throws InputError if no map is left.
    void drop_those_off_the_target()
    {
        std::vector<MapReport> written;
        for (MapReport& map : result_.maps) {
            if (map.off_target.empty()) {
                written.push_back(std::move(map));
            } else {
                result_.shortcomings.push_back(map.off_target);
            }
        }
        result_.maps = std::move(written);
        if (result_.maps.empty()) {
            throw InputError(result_.shortcomings.back());
        }
    }

    /// Writes one file. For a city off the target, only sets report.off_target.
    void write_file(const PlannedFile& planned, std::size_t memory_bytes, MapReport& report) const
    {
        const City& city = city_of(planned.city);
        std::vector<PlannedBand> bands;
        for (const std::size_t b : planned.bands) {
            bands.push_back(bands_[b]);
        }
        ReadMaps maps(reader_, { city, planned.city, std::move(bands), request_.mask },
            request_.target, std::max(memory_bytes, always_allowed));
        if (maps.grid().cells() == 0) {
            report.off_target = fmt::format(
                "{} lies off the cells of the maps, and has none; choose another --like, --crs or "
                "--proxy, or leave the city out",
                title_of(city));
            return;
        }
        if (request_.format == MapFormat::geotiff) {
            check_geotiff_grid(maps.grid(), title_of(city));
        }
        MapSheet sheet { maps.grid(), city.id, city.name, request_.mask, request_.quantity,
            request_.in_double, request_.with_coverage, bands_of(planned), 0, 0 };
        share_memory(sheet, city, maps, memory_bytes);
        std::optional<MapPicture> picture;
        if (request_.with_picture) {
            maps.draw_into(picture.emplace(sheet));
        }
        report = { path_of(planned), planned.city, sheet.grid.rows(), sheet.grid.columns(),
            sheet.bands, {}, std::nullopt, maps.remark(), false, "", nullptr, nullptr };
        report.uncommitted = std::make_unique<OutputFile>(report.file);
        OutputFile& file = *report.uncommitted;
        report.written = request_.format == MapFormat::netcdf ? write_map_netcdf(sheet, maps, file)
                                                              : write_geotiff(sheet, maps, file);
        for (std::size_t b = 0; b < report.written.size(); ++b) {
            report.written[b].lost_t = maps.lost_t(b);
        }
        report.without_centre = request_.mask == MapMask::centre && maps.shows_nothing();
        check_closure(report);
        if (picture) {
            report.picture = report.file.string() + ".png";
            report.uncommitted_picture = std::make_unique<OutputFile>(*report.picture);
            report.uncommitted_picture->write(picture->png(city.shape, sources_of(planned)));
        }
        for (std::unique_ptr<OutputFile>* written :
            { &report.uncommitted, &report.uncommitted_picture }) {
            if (!request_.file && *written) {
                (*written)->commit();
                written->reset();
            }
        }
    }

    /// Sets the number of rows to compute at once and the memory for the values of a file. Throws
    /// InputError if not even one row fits.
    void share_memory(
        MapSheet& sheet, const City& city, const ReadMaps& maps, std::size_t memory_bytes) const
    {
        const std::size_t all = sheet.grid.rows();
        sheet.rows_at_once = all;
        if (request_.format == MapFormat::netcdf) {
            refuse_large_netcdf(
                sheet.grid, sheet.bands.size(), city, maps.bytes_of(all), memory_bytes);
            return;
        }
        if (maps.by_rows() && maps.bytes_of(all) > memory_bytes / 2) {
            const std::size_t for_rows = std::max(memory_bytes / 2, always_allowed);
            if (maps.bytes_of(1) > for_rows) {
                throw InputError(fmt::format(
                    "{}: to work out even one row of its map, of {} columns, takes {} of memory, "
                    "and half "
                    "of the {} of --memory that are left is for it; raise it, or take wider cells",
                    title_of(city), sheet.grid.columns(), text_of_bytes(maps.bytes_of(1)),
                    text_of_bytes(memory_bytes)));
            }
            sheet.rows_at_once = 1;
            for (std::size_t too_many = all + 1; too_many - sheet.rows_at_once > 1;) {
                const std::size_t rows = std::midpoint(sheet.rows_at_once, too_many);
                (maps.bytes_of(rows) <= for_rows ? sheet.rows_at_once : too_many) = rows;
            }
        }
        sheet.memory_bytes
            = memory_bytes - std::min(memory_bytes, maps.bytes_of(sheet.rows_at_once));
    }

    /// Throws InputError if a netCDF file does not fit into memory. `bytes` is the memory of
    /// the maps without the file.
    void refuse_large_netcdf(const Grid& grid, std::size_t bands, const City& city,
        std::size_t bytes, std::size_t memory_bytes) const
    {
        const std::size_t needed = bytes + bytes_of_map_netcdf(grid, bands, request_.in_double);
        if (needed > std::max(memory_bytes, always_allowed)) {
            throw InputError(fmt::format("{}: the map has {} x {} cells in {} bands and netCDF is "
                                         "made in memory, {} at most, where "
                                         "{} of --memory are left; raise it, write GeoTIFF "
                                         "(--format tif, or a name that ends in "
                                         ".tif), or take fewer sectors or periods into a file",
                title_of(city), grid.rows(), grid.columns(), bands, text_of_bytes(needed),
                text_of_bytes(memory_bytes)));
        }
    }

    std::filesystem::path path_of(const PlannedFile& planned) const
    {
        return request_.file ? *request_.file
                             : request_.folder
                / (planned.name + (request_.format == MapFormat::netcdf ? ".nc" : ".tif"));
    }

    /// Returns the sources of a picture, for its foot.
    std::string sources_of(const PlannedFile& planned) const
    {
        std::vector<std::string> names;
        for (const std::size_t b : planned.bands) {
            for (const std::size_t layer : bands_[b].layers) {
                add_missing(names,
                    { std::filesystem::path(reader_.layers()[layer].file).filename().string() });
            }
        }
        const std::size_t shown = std::min<std::size_t>(names.size(), 3);
        return fmt::format("{}{} · cityflux {}", joined(std::span(names).first(shown), ", "),
            shown < names.size() ? fmt::format(" and {} more files", names.size() - shown) : "",
            versions().front().second);
    }

    /// Checks that the mass read for the totals equals the mass written and lost, if the
    /// mask shows all of it. Throws InputError if float32 cannot hold the values,
    /// std::logic_error for another difference.
    void check_closure(const MapReport& report) const
    {
        const double tolerance = !request_.in_double ? tolerance_of_float32
            : request_.target.is_own_grid()          ? tolerance_of_double
                                                     : tolerance_of_regridding;
        for (std::size_t b = 0; request_.mask == MapMask::fraction && b < report.bands.size();
             ++b) {
            const WrittenBand& written = report.written[b];
            if (!(std::abs(written.mass_t + written.lost_t - report.bands[b].total_t)
                    <= tolerance * (written.turnover_t + std::abs(written.lost_t)))) {
                if (written.beyond_float > 0) {
                    throw InputError(fmt::format("{}: {} values of {} are too small or too large "
                                                 "for float32; write --type float64",
                        report.file.string(), written.beyond_float,
                        band_title(report.bands[b].series, report.bands[b].period,
                            unit_of(request_.quantity))));
                }
                throw std::logic_error(fmt::format(
                    "{}: band {} holds {} t, {} t are lost, and the city's total is {} t",
                    report.file.string(), b + 1, written.mass_t, written.lost_t,
                    report.bands[b].total_t));
            }
        }
    }

    const ClipRequest& request_;
    const CityList& cities_;
    MapReader reader_;
    std::vector<PlannedBand> bands_;
    std::vector<PlannedFile> files_;
    ClipResult result_;
};

} // namespace

std::vector<std::string> files_of(const ClipRequest& request)
{
    std::vector<std::string> files = request.totals.rasters;
    if (request.target.proxy) {
        files.push_back(request.target.proxy->path());
    }
    if (request.target.like) {
        files.push_back(request.target.like_file);
    }
    return files;
}

ClipResult make_clip(const ClipRequest& request, const Catalogue& catalogue, const CityList& cities,
    const std::vector<std::size_t>& chosen, const Progress& progress)
{
    return Clipping(request, cities).run(catalogue, chosen, progress);
}

} // namespace cityflux
