#include "pipeline/clip/map_netcdf.h"

#include "grids/storage/hdf5_lock.h"
#include "grids/text/joined.h"
#include "pipeline/clip/band_table.h"
#include "pipeline/clip/distinct_texts.h"
#include "pipeline/clip/netcdf_cells.h"
#include "pipeline/output/netcdf_time.h"
#include "pipeline/output/netcdf_writer.h"

#include <algorithm>
#include <array>
#include <limits>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Attributes = NetcdfWriter::Attributes;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// Variables with the labels of periods and sectors.
constexpr const char* labels = "sector_name period_label";

/// Returns the CF attribute cell_methods of a quantity.
std::string cell_methods(MapQuantity quantity)
{
    switch (quantity) {
    case MapQuantity::flux:
        return "time: mean area: mean";
    case MapQuantity::density:
        return "time: sum area: mean";
    case MapQuantity::mass:
        break;
    }
    return "time: sum area: sum";
}

const char* long_name_of(MapQuantity quantity)
{
    switch (quantity) {
    case MapQuantity::flux:
        return "flux";
    case MapQuantity::density:
        return "mass per area";
    case MapQuantity::mass:
        break;
    }
    return "mass";
}

class MapNetcdf {
public:
    /// `rows` are all rows of `maps`.
    MapNetcdf(const MapSheet& sheet, MapSource& maps, const CityMap& rows, const OutputFile& file)
        : sheet_(sheet)
        , maps_(maps)
        , rows_(rows)
        , table_(band_table(sheet))
        , writer_(file)
        , cells_(writer_, sheet.grid, sheet.city)
    {
    }

    std::vector<WrittenBand> write()
    {
        add_file_attributes();
        add_coordinates();
        cells_.add_mapping();
        cells_.add_measures(rows_, sheet_.with_coverage);
        std::vector<WrittenBand> written(sheet_.bands.size());
        for (const BandVariable& variable : table_.variables) {
            add_numbers_of_city(variable);
            add_values(variable, written);
        }
        return written;
    }

    std::string close() { return writer_.close(); }

private:
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

    void add_coordinates()
    {
        time_ = writer_.add_dimension("time", table_.periods.size());
        sector_ = writer_.add_dimension("sector", table_.sectors.size());
        cells_.add_dimensions();
        cells_.add_coordinates(add_time(writer_, table_.periods, time_));
        writer_.add_texts("sector_name", std::array { sector_ }, table_.sectors,
            { { "long_name", "sector of the emission inventory" } });
        std::vector<std::string> texts;
        for (const PeriodSpan& period : table_.periods) {
            texts.push_back(period.text());
        }
        writer_.add_texts(
            "period_label", std::array { time_ }, texts, { { "long_name", "period by ISO 8601" } });
    }

    /// Adds a number of each band as a table by period and sector.
    void add_table(const BandVariable& variable, const char* suffix, double SheetBand::*number,
        const Attributes& attributes)
    {
        std::vector<double> numbers(table_.periods.size() * table_.sectors.size(), missing);
        for (const auto& [index, b] : variable.bands) {
            numbers[index] = sheet_.bands[b].*number;
        }
        writer_.add_numbers(
            (variable.name + suffix).c_str(), std::array { time_, sector_ }, numbers, attributes);
    }

    /// Adds the city totals and valid shares of the bands.
    void add_numbers_of_city(const BandVariable& variable)
    {
        const std::string& species = sheet_.bands[variable.bands.begin()->second].series.species;
        add_table(variable, "_city_total", &SheetBand::total_t,
            { { "long_name", fmt::format("mass of {} emitted by the city in the period", species) },
                { "units", "t" }, { "cell_methods", "time: sum" }, { "coordinates", labels } });
        add_table(variable, "_valid_share", &SheetBand::valid_share,
            { { "long_name", "share of the city's area whose cells carry data" }, { "units", "1" },
                { "coordinates", labels } });
    }

    Attributes attributes_of_values(const BandVariable& variable) const
    {
        const TotalsSeries& series = sheet_.bands[variable.bands.begin()->second].series;
        const std::string& auxiliary = cells_.auxiliary_coordinates();
        Attributes attributes { { "long_name",
                                    fmt::format("{} of {} emitted in the cell by the city",
                                        long_name_of(sheet_.quantity), series.species) },
            { "units", unit_of(sheet_.quantity) },
            { "cell_methods", cell_methods(sheet_.quantity) },
            { "cell_measures", "area: cell_area" }, { "grid_mapping", "crs" },
            { "coordinates", auxiliary.empty() ? labels : fmt::format("{} {}", labels, auxiliary) },
            { "inventory", series.inventory }, { "species", series.species },
            { "mask", name_of(sheet_.mask) } };
        if (sheet_.with_coverage) {
            attributes.push_back({ "ancillary_variables", "coverage_fraction" });
        }
        return attributes;
    }

    /// Adds the values of the cells, and measures each band.
    void add_values(const BandVariable& variable, std::vector<WrittenBand>& written)
    {
        const std::array dimensions { time_, sector_, cells_.y(), cells_.x() };
        const std::array extents { table_.periods.size(), table_.sectors.size(), sheet_.grid.rows(),
            sheet_.grid.columns() };
        const auto fill = [&](std::size_t slab, std::span<double> values) {
            const auto found = variable.bands.find(slab);
            if (found == variable.bands.end()) {
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
        };
        writer_.add_slabs(variable.name.c_str(), dimensions,
            { extents,
                sheet_.in_double ? NetcdfWriter::Precision::float64
                                 : NetcdfWriter::Precision::float32,
                fill },
            attributes_of_values(variable));
    }

    const MapSheet& sheet_;
    MapSource& maps_;
    const CityMap& rows_;
    BandTable table_;
    NetcdfWriter writer_;
    NetcdfCells cells_;
    int time_ = -1;
    int sector_ = -1;
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
