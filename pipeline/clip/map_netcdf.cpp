#include "pipeline/clip/map_netcdf.h"

#include "grids/storage/hdf5_lock.h"
#include "grids/text/joined.h"
#include "pipeline/clip/distinct_texts.h"
#include "pipeline/clip/grid_mapping.h"
#include "pipeline/output/netcdf_time.h"
#include "pipeline/output/netcdf_writer.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Attributes = NetcdfWriter::Attributes;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// Returns a name that CF allows for a variable: letters, digits and underscores, a letter first.
std::string variable_name(const std::string& text)
{
    std::string name;
    for (const char letter : text) {
        name += std::isalnum(static_cast<unsigned char>(letter)) != 0 ? letter : '_';
    }
    return name.empty() || std::isalpha(static_cast<unsigned char>(name.front())) == 0 ? "v" + name
                                                                                       : name;
}

/// Names and unit of an axis.
struct AxisNames {
    const char* name;
    const char* standard_name;
    const char* unit;
    const char* axis;
};

class MapNetcdf {
public:
    /// `rows` are all rows, taken from `maps`.
    MapNetcdf(const MapSheet& sheet, MapSource& maps, const CityMap& rows, const OutputFile& file)
        : sheet_(sheet)
        , maps_(maps)
        , rows_(rows)
        , grid_(sheet.grid)
        , mapping_(grid_mapping(*grid_.crs, sheet.city))
        , writer_(file)
    {
        std::set<PeriodSpan> periods;
        for (const SheetBand& band : sheet.bands) {
            periods.insert(band.period);
            add_missing(sectors_, { band.series.sector });
        }
        periods_.assign(periods.begin(), periods.end());
        std::sort(periods_.begin(), periods_.end(), [](const PeriodSpan& a, const PeriodSpan& b) {
            return a.first_day() + a.end_day() < b.first_day() + b.end_day();
        });
    }

    std::vector<WrittenBand> write()
    {
        add_file_attributes();
        time_ = writer_.add_dimension("time", periods_.size());
        sector_ = writer_.add_dimension("sector", sectors_.size());
        add_axes();
        writer_.add_texts("sector_name", std::array { sector_ }, sectors_,
            { { "long_name", "sector of the emission inventory" } });
        std::vector<std::string> labels;
        for (const PeriodSpan& period : periods_) {
            labels.push_back(period.text());
        }
        writer_.add_texts("period_label", std::array { time_ }, labels,
            { { "long_name", "period by ISO 8601" } });
        add_mapping();
        add_cells();
        std::vector<WrittenBand> written(sheet_.bands.size());
        for (const auto& [name, places] : variables()) {
            add_variable(name, places, written);
        }
        return written;
    }

    std::string close() { return writer_.close(); }

private:
    /// Index of a band by its position in the table of periods and sectors.
    using Places = std::map<std::size_t, std::size_t>;

    /// Returns a variable for each inventory and species, by name, in the
    /// order of first appearance.
    std::vector<std::pair<std::string, Places>> variables() const
    {
        std::vector<std::pair<std::string, std::string>> known;
        std::set<std::string> species;
        bool ambiguous = false;
        for (const SheetBand& band : sheet_.bands) {
            const std::pair series(band.series.inventory, band.series.species);
            if (std::find(known.begin(), known.end(), series) == known.end()) {
                known.push_back(series);
                ambiguous = !species.insert(variable_name(band.series.species)).second || ambiguous;
            }
        }
        std::vector<std::pair<std::string, Places>> all;
        for (const auto& [inventory, substance] : known) {
            Places places;
            for (std::size_t b = 0; b < sheet_.bands.size(); ++b) {
                const SheetBand& band = sheet_.bands[b];
                if (band.series.inventory == inventory && band.series.species == substance) {
                    places[place_of(band)] = b;
                }
            }
            const std::string before
                = ambiguous ? fmt::format("{}_{}", substance, inventory) : substance;
            std::string name
                = variable_name(fmt::format("{}_{}", before, name_of(sheet_.quantity)));
            while (std::any_of(
                all.begin(), all.end(), [&](const auto& one) { return one.first == name; })) {
                name += "_";
            }
            all.emplace_back(std::move(name), std::move(places));
        }
        return all;
    }

    std::size_t place_of(const SheetBand& band) const
    {
        const auto period
            = std::find(periods_.begin(), periods_.end(), band.period) - periods_.begin();
        const auto sector
            = std::find(sectors_.begin(), sectors_.end(), band.series.sector) - sectors_.begin();
        return static_cast<std::size_t>(period) * sectors_.size()
            + static_cast<std::size_t>(sector);
    }

    void add_file_attributes()
    {
        const auto inventories = distinct_texts(
            sheet_.bands, [](const SheetBand& band) { return band.series.inventory; });
        writer_.add_attributes({ { "Conventions", "CF-1.8" },
            { "title", fmt::format("Emissions of {}", sheet_.city) },
            { "source", fmt::format("{}, cut to the city by cityflux", joined(inventories, ", ")) },
            { "city_id", sheet_.city_id }, { "city", sheet_.city },
            { "quantity", name_of(sheet_.quantity) }, { "mask", name_of(sheet_.mask) } });
    }

    void add_axes()
    {
        AxisNames x { "x", "projection_x_coordinate", mapping_.unit.c_str(), "X" };
        AxisNames y { "y", "projection_y_coordinate", mapping_.unit.c_str(), "Y" };
        if (grid_.crs->kind == CrsKind::geographic) {
            x = { "lon", "longitude", "degrees_east", "X" };
            y = { "lat", "latitude", "degrees_north", "Y" };
        } else if (grid_.crs->kind == CrsKind::rotated) {
            x = { "rlon", "grid_longitude", "degrees", "X" };
            y = { "rlat", "grid_latitude", "degrees", "Y" };
        }
        y_ = writer_.add_dimension(y.name, grid_.rows());
        x_ = writer_.add_dimension(x.name, grid_.columns());
        bounds_ = add_time(writer_, periods_, time_);
        add_axis(y, grid_.y, y_);
        add_axis(x, grid_.x, x_);
        if (grid_.crs->kind != CrsKind::geographic) {
            add_places();
            coordinates_ = "lat lon";
        }
    }

    void add_axis(const AxisNames& names, const Axis& axis, int dimension)
    {
        std::vector<double> centres;
        std::vector<double> bounds;
        for (std::size_t i = 0; i < axis.count(); ++i) {
            centres.push_back(axis.centre(i));
            bounds.insert(bounds.end(), { axis.edge(i), axis.edge(i + 1) });
        }
        const std::string bounds_name = fmt::format("{}_bnds", names.name);
        writer_.add_coordinate(names.name, std::array { dimension }, centres,
            { { "standard_name", names.standard_name }, { "units", names.unit },
                { "axis", names.axis }, { "bounds", bounds_name } });
        writer_.add_coordinate(bounds_name.c_str(), std::array { dimension, bounds_ }, bounds, {});
    }

    /// Adds longitudes and latitudes of cell centres, for a grid that is not
    /// in longitude and latitude.
    void add_places()
    {
        const Projection projection(*grid_.crs);
        std::vector<double> longitudes;
        std::vector<double> latitudes;
        for (std::size_t r = 0; r < grid_.rows(); ++r) {
            for (std::size_t c = 0; c < grid_.columns(); ++c) {
                const Point place = projection.to_wgs84({ grid_.x.centre(c), grid_.y.centre(r) });
                longitudes.push_back(place.x);
                latitudes.push_back(place.y);
            }
        }
        writer_.add_numbers("lon", std::array { y_, x_ }, longitudes,
            { { "standard_name", "longitude" }, { "units", "degrees_east" } });
        writer_.add_numbers("lat", std::array { y_, x_ }, latitudes,
            { { "standard_name", "latitude" }, { "units", "degrees_north" } });
    }

    void add_mapping()
    {
        Attributes attributes { { "grid_mapping_name", mapping_.name } };
        for (const auto& [name, value] : mapping_.parameters) {
            attributes.push_back({ name.c_str(), {}, { value } });
        }
        if (!mapping_.standard_parallels.empty()) {
            attributes.push_back({ "standard_parallel", {}, mapping_.standard_parallels });
        }
        if (!mapping_.wkt.empty()) {
            attributes.push_back({ "crs_wkt", mapping_.wkt });
        }
        writer_.add_container("crs", attributes);
    }

    Attributes on_grid(Attributes attributes) const
    {
        attributes.push_back({ "grid_mapping", "crs" });
        if (!coordinates_.empty()) {
            attributes.push_back({ "coordinates", coordinates_ });
        }
        return attributes;
    }

    void add_cells()
    {
        writer_.add_numbers("cell_area", std::array { y_, x_ }, rows_.area_m2,
            { { "standard_name", "cell_area" }, { "long_name", "area of the cell on WGS84" },
                { "units", "m2" } });
        if (sheet_.with_coverage) {
            writer_.add_numbers("coverage_fraction", std::array { y_, x_ }, rows_.fraction,
                on_grid({ { "long_name", "share of the cell's area inside the city" },
                    { "units", "1" }, { "cell_measures", "area: cell_area" } }));
        }
    }

    std::string cell_methods() const
    {
        switch (sheet_.quantity) {
        case MapQuantity::flux:
            return "time: mean area: mean";
        case MapQuantity::density:
            return "time: sum area: mean";
        case MapQuantity::mass:
            break;
        }
        return "time: sum area: sum";
    }

    /// Adds a number of each band as a table by period and sector.
    void add_table(const std::string& name, const Places& places, double SheetBand::*number,
        const Attributes& attributes)
    {
        std::vector<double> numbers(periods_.size() * sectors_.size(), missing);
        for (const auto& [place, b] : places) {
            numbers[place] = sheet_.bands[b].*number;
        }
        writer_.add_numbers(name.c_str(), std::array { time_, sector_ }, numbers, attributes);
    }

    void add_variable(
        const std::string& name, const Places& places, std::vector<WrittenBand>& written)
    {
        const TotalsSeries& series = sheet_.bands[places.begin()->second].series;
        const std::string labels = "sector_name period_label";
        add_table(name + "_city_total", places, &SheetBand::total_t,
            { { "long_name",
                  fmt::format("mass of {} emitted by the city in the period", series.species) },
                { "units", "t" }, { "cell_methods", "time: sum" }, { "coordinates", labels } });
        add_table(name + "_valid_share", places, &SheetBand::valid_share,
            { { "long_name", "share of the city's area whose cells carry data" }, { "units", "1" },
                { "coordinates", labels } });
        Attributes attributes { { "long_name",
                                    fmt::format("{} of {} emitted in the cell by the city",
                                        sheet_.quantity == MapQuantity::mass ? "mass"
                                            : sheet_.quantity == MapQuantity::flux
                                            ? "flux"
                                            : "mass per area",
                                        series.species) },
            { "units", unit_of(sheet_.quantity) }, { "cell_methods", cell_methods() },
            { "cell_measures", "area: cell_area" }, { "grid_mapping", "crs" },
            { "coordinates", coordinates_.empty() ? labels : labels + " " + coordinates_ },
            { "inventory", series.inventory }, { "species", series.species },
            { "mask", name_of(sheet_.mask) } };
        if (sheet_.with_coverage) {
            attributes.push_back({ "ancillary_variables", "coverage_fraction" });
        }
        const std::array dimensions { time_, sector_, y_, x_ };
        const std::array extents { periods_.size(), sectors_.size(), grid_.rows(),
            grid_.columns() };
        writer_.add_slabs(
            name.c_str(), dimensions, extents,
            sheet_.in_double ? NetcdfWriter::Precision::float64 : NetcdfWriter::Precision::float32,
            [&](std::size_t slab, std::span<double> values) {
                const auto found = places.find(slab);
                if (found == places.end()) {
                    std::fill(values.begin(), values.end(), missing);
                    return;
                }
                const std::size_t b = found->second;
                std::vector<double> shown
                    = values_of(rows_, maps_.tonnes(b), sheet_.quantity, sheet_.bands[b].seconds);
                BandMeter meter(sheet_, b);
                meter.add(rows_, shown);
                written[b] = meter.written();
                std::copy(shown.begin(), shown.end(), values.begin());
            },
            attributes);
    }

    const MapSheet& sheet_;
    MapSource& maps_;
    const CityMap& rows_;
    const Grid& grid_;
    GridMapping mapping_;
    NetcdfWriter writer_;
    std::vector<PeriodSpan> periods_;
    std::vector<std::string> sectors_;
    std::string coordinates_; ///< auxiliary coordinates of the cells
    int time_ = -1;
    int sector_ = -1;
    int y_ = -1;
    int x_ = -1;
    int bounds_ = -1;
};

} // namespace

std::vector<WrittenBand> write_map_netcdf(
    const MapSheet& sheet, MapSource& maps, const OutputFile& file)
{
    const CityMap& rows = maps.advance_to_rows(0, sheet.grid.rows());
    const std::lock_guard guard(hdf5_lock());
    MapNetcdf netcdf(sheet, maps, rows, file);
    std::vector<WrittenBand> written = netcdf.write();
    file.write(netcdf.close());
    return written;
}

std::size_t bytes_of_map_netcdf(const Grid& grid, std::size_t bands, bool in_double)
{
    // Bands, cell areas, coverage fractions, longitudes and latitudes: once in the file, and
    // once as they are handed over.
    return 2 * grid.cells()
        * (bands * (in_double ? sizeof(double) : sizeof(float)) + 4 * sizeof(double));
}

} // namespace cityflux
