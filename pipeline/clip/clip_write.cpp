#include "pipeline/clip/clip_write.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "pipeline/clip/city_map_source.h"
#include "pipeline/clip/distinct_texts.h"
#include "pipeline/clip/map_closure.h"
#include "pipeline/clip/map_geotiff.h"
#include "pipeline/clip/map_memory.h"
#include "pipeline/clip/map_names.h"
#include "pipeline/clip/map_netcdf.h"
#include "pipeline/clip/map_picture.h"
#include "pipeline/program/versions.h"
#include "pipeline/totals/shortcomings.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

namespace cityflux {
namespace {

/// Maximum number of sources that the foot of a picture names. More are counted.
constexpr std::size_t most_named_sources = 3;

class MapWriter {
public:
    MapWriter(const ClipRequest& request, const ClipReading& reading, const ClipPlan& plan)
        : request_(request)
        , reading_(reading)
        , files_(plan.files)
    {
    }

    /// Writes all files. A city off the target has no report.
    std::vector<std::optional<MapReport>> write(const Progress& progress) const
    {
        std::vector<std::optional<MapReport>> reports(files_.size());
        const std::size_t at_once = most_at_once();
        const std::size_t bytes_for_each = left_for_maps(request_) / at_once;
        std::size_t done = 0;
        std::mutex lock;
        const auto write_one = [&](std::size_t f) {
            reports[f] = write_file(files_[f], bytes_for_each);
            const std::lock_guard guard(lock);
            ++done;
            progress(static_cast<double>(done) / static_cast<double>(files_.size()));
        };
        if (at_once == 1) { // all threads work on one map
            for (std::size_t f = 0; f < files_.size(); ++f) {
                write_one(f);
            }
        } else {
            tbb::task_arena arena(static_cast<int>(at_once));
            arena.execute([&] { tbb::parallel_for(std::size_t { 0 }, files_.size(), write_one); });
        }
        return reports;
    }

private:
    /// Returns the number of files that can be in work at once so that
    /// their windows fit into memory.
    std::size_t most_at_once() const
    {
        if (!request_.target.is_own_grid()) {
            return 1; // map sizes are not known, and each map uses all threads
        }
        const std::size_t bytes_of_value = request_.in_double ? sizeof(double) : sizeof(float);
        std::size_t largest = 1;
        for (const PlannedFile& file : files_) {
            const Grid& window = reading_.masses().cells(file.grid, file.city).window();
            const std::size_t values = request_.format == MapFormat::netcdf
                ? bytes_of_map_netcdf(window, file.bands.size(), request_.in_double)
                : 2 * window.cells() * (file.bands.size() + 1) * bytes_of_value;
            largest = std::max(largest, bytes_of_map(window) + values);
        }
        const auto threads = static_cast<std::size_t>(tbb::this_task_arena::max_concurrency());
        return std::clamp<std::size_t>(
            left_for_maps(request_) / largest, 1, std::min(threads, files_.size()));
    }

    /// Writes one file, and returns std::nullopt for a city off the target.
    std::optional<MapReport> write_file(const PlannedFile& planned, std::size_t memory_bytes) const
    {
        CityMapSource maps(reading_.masses(), selection_of(planned), request_.target,
            std::max(memory_bytes, always_allowed_bytes));
        if (maps.grid().cells() == 0) {
            return std::nullopt;
        }
        const City& city = reading_.city(planned.city);
        if (request_.format == MapFormat::geotiff) {
            check_geotiff_grid(maps.grid(), title_of(city));
        }
        const RowPlan rows = plan_rows(request_, city, maps, planned.bands.size(), memory_bytes);
        const MapSheet sheet { maps.grid(), city.id, city.name, request_.mask, request_.quantity,
            request_.in_double, request_.with_coverage,
            reading_.sheet_bands(planned.city, planned.bands), rows.rows_at_once,
            rows.memory_bytes };
        std::optional<MapPicture> picture;
        if (request_.with_picture) {
            maps.draw_into(picture.emplace(sheet));
        }
        MapReport report = write_sheet(planned, sheet, maps);
        check_closure(report, request_);
        if (picture) {
            report.picture = report.file.string() + ".png";
            report.uncommitted_picture = std::make_unique<OutputFile>(*report.picture);
            report.uncommitted_picture->write(picture->png(city.shape, sources_of(planned)));
        }
        if (!request_.file) {
            commit(report);
        }
        return report;
    }

    CityBands selection_of(const PlannedFile& planned) const
    {
        std::vector<PlannedBand> bands;
        for (const std::size_t b : planned.bands) {
            bands.push_back(reading_.bands()[b]);
        }
        return { reading_.city(planned.city), planned.city, std::move(bands), request_.mask };
    }

    /// Writes the values of a file, which is not committed.
    MapReport write_sheet(
        const PlannedFile& planned, const MapSheet& sheet, CityMapSource& maps) const
    {
        MapReport report { planned.path, planned.city, sheet.grid.rows(), sheet.grid.columns(),
            sheet.bands, {}, std::nullopt, maps.proxy_note(), false, nullptr, nullptr };
        report.uncommitted = std::make_unique<OutputFile>(report.file);
        OutputFile& file = *report.uncommitted;
        report.written = request_.format == MapFormat::netcdf ? write_map_netcdf(sheet, maps, file)
                                                              : write_geotiff(sheet, maps, file);
        for (std::size_t b = 0; b < report.written.size(); ++b) {
            report.written[b].lost_t = maps.lost_t(b);
        }
        report.without_centre = request_.mask == MapMask::centre && maps.shows_nothing();
        return report;
    }

    static void commit(MapReport& report)
    {
        for (std::unique_ptr<OutputFile>* written :
            { &report.uncommitted, &report.uncommitted_picture }) {
            if (*written) {
                (*written)->commit();
                written->reset();
            }
        }
    }

    /// Returns the sources of a picture, for its foot.
    std::string sources_of(const PlannedFile& planned) const
    {
        std::vector<std::string> names;
        for (const std::size_t b : planned.bands) {
            for (const std::size_t layer : reading_.bands()[b].layers) {
                const std::filesystem::path file = reading_.masses().layers()[layer].file;
                add_missing(names, { file.filename().string() });
            }
        }
        const std::size_t shown = std::min(names.size(), most_named_sources);
        return fmt::format("{}{} · cityflux {}", joined(std::span(names).first(shown), ", "),
            shown < names.size() ? fmt::format(" and {} more files", names.size() - shown) : "",
            versions().front().second);
    }

    const ClipRequest& request_;
    const ClipReading& reading_;
    const std::vector<PlannedFile>& files_;
};

/// Returns the incomplete result of a city that has no map.
Message off_target(const City& city)
{
    return { .code = ProblemCode::missing,
        .subject = title_of(city),
        .problem = "missing map: the city lies outside the cells of the maps",
        .remedy = { "choose another ", named(Setting::like), ", ", named(Setting::crs), " or ",
            named(Setting::proxy), ", or leave the city out" } };
}

/// Returns the incomplete result of a city that contains no cell centre, such as one smaller than
/// a cell.
Message without_centre(const MapReport& map, const City& city)
{
    return { .code = ProblemCode::missing,
        .subject = map.file.string(),
        .problem = fmt::format("empty map: {} contains no cell centre", title_of(city)),
        .remedy = { "map partly covered cells, e.g. ", named(Setting::mask, "fraction") } };
}

} // namespace

ClipResult write_maps(const ClipRequest& request, const ClipReading& reading, const ClipPlan& plan,
    const Progress& progress)
{
    std::vector<std::optional<MapReport>> reports
        = MapWriter(request, reading, plan).write(progress);
    ClipResult result;
    for (const std::string& sentence : reading.shortcomings()) {
        result.shortcomings.push_back({ .problem = sentence });
    }
    for (std::size_t f = 0; f < reports.size(); ++f) {
        if (reports[f]) {
            result.maps.push_back(std::move(*reports[f]));
        } else {
            result.shortcomings.push_back(off_target(reading.city(plan.files[f].city)));
        }
    }
    if (result.maps.empty()) {
        throw InputError(result.shortcomings.back());
    }
    for (const MapReport& map : result.maps) {
        if (map.without_centre) {
            result.shortcomings.push_back(without_centre(map, reading.city(map.city)));
        }
    }
    for (const MapReport& map : result.maps) {
        for (const std::string& sentence :
            lost_mass_sentences(map, reading.city(map.city), request.quantity)) {
            result.shortcomings.push_back({ .problem = sentence });
        }
    }
    return result;
}

} // namespace cityflux
