#include "pipeline/totals/remap_weights_file.h"

#include "grids/geometry/projection.h"
#include "pipeline/output/netcdf_writer.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Names of dimensions, variables and attribute values in a convention. Suffix `a` is
/// the grid, `b` the cities.
struct Names {
    const char* cells;
    const char* targets;
    const char* links;
    const char* longitude_a;
    const char* latitude_a;
    const char* mask_a;
    const char* area_a;
    const char* share_a;
    const char* longitude_b;
    const char* latitude_b;
    const char* mask_b;
    const char* area_b;
    const char* share_b;
    const char* cell_of_link;
    const char* target_of_link;
    const char* weight_of_link;
    const char* convention;
    const char* grid_name;
    const char* targets_name;
};

constexpr Names scrip_names { "src_grid_size", "dst_grid_size", "num_links", "src_grid_center_lon",
    "src_grid_center_lat", "src_grid_imask", "src_grid_area", "src_grid_frac",
    "dst_grid_center_lon", "dst_grid_center_lat", "dst_grid_imask", "dst_grid_area",
    "dst_grid_frac", "src_address", "dst_address", "remap_matrix", "SCRIP", "source_grid",
    "dest_grid" };
constexpr Names esmf_names { "n_a", "n_b", "n_s", "xc_a", "yc_a", "mask_a", "area_a", "frac_a",
    "xc_b", "yc_b", "mask_b", "area_b", "frac_b", "col", "row", "S", "NCAR-CSM", "domain_a",
    "domain_b" };

/// Number of variables that are written cell by cell or link by link, for the progress.
constexpr double large_variables = 8.0;

std::string file_name(const std::string& path)
{
    return std::filesystem::path(path).filename().string();
}

/// Writer of one file; each function adds some of its variables.
class WeightsFile {
public:
    WeightsFile(const RemapWeights& weights, const RemapFileForm& form, const OutputFile& file,
        const std::function<void(double)>& progress)
        : weights_(weights)
        , form_(form)
        , names_(form.convention == RemapConvention::scrip ? scrip_names : esmf_names)
        , progress_(progress)
        , writer_(file)
    {
    }

    std::string bytes()
    {
        add_header();
        add_targets();
        add_cells();
        add_links();
        return writer_.close();
    }

private:
    void add_header()
    {
        const bool mean = form_.kind == WeightKind::mean;
        // SCRIP readers hold these attributes in 64 bytes without checking their length. File names
        // are therefore in other attributes.
        writer_.add_attributes({ { "title", "cityflux coverage of a grid by cities" },
            { "normalization", mean ? "fracarea" : "none" },
            { "map_method", "Conservative remapping" }, { "conventions", names_.convention },
            { names_.grid_name,
                fmt::format("{} x {} cells", weights_.grid().columns(), weights_.grid().rows()) },
            { names_.targets_name, fmt::format("{} cities", weights_.targets().size()) },
            { "grid_file", file_name(form_.grid_file) },
            { "boundaries", file_name(form_.boundaries) },
            { "weights",
                mean ? "mean: of a flux (per area) over each city; times the city's area it is the "
                       "city's total"
                     : "sum: of an amount per cell over each city" },
            { "source", "cityflux" } });
        cells_ = writer_.add_dimension(names_.cells, weights_.grid().cells());
        targets_ = writer_.add_dimension(names_.targets, weights_.targets().size());
        links_ = writer_.add_dimension(names_.links, weights_.links().size());
        weights_per_link_ = writer_.add_dimension("num_wgts", 1);
        grid_rank_ = writer_.add_dimension("src_grid_rank", 2);
        targets_rank_ = writer_.add_dimension("dst_grid_rank", 1);
    }

    void add_targets()
    {
        const std::array target { targets_ };
        std::vector<double> area;
        std::vector<double> share;
        std::vector<double> on_grid;
        std::vector<double> longitude;
        std::vector<double> latitude;
        std::vector<std::int32_t> mask;
        std::vector<std::string> id;
        std::vector<std::string> name;
        for (const RemapTarget& city : weights_.targets()) {
            const bool linked = city.links > 0;
            area.push_back(city.area_m2);
            share.push_back(linked ? 1.0 : 0.0);
            on_grid.push_back(city.share_on_grid);
            longitude.push_back(city.centre.x);
            latitude.push_back(city.centre.y);
            mask.push_back(linked ? 1 : 0);
            id.push_back(city.id);
            name.push_back(city.name);
        }
        // This variable must be the first of the numbers by any order: a CF reader then
        // finds the cities as first grid. HDF5 lists the variables of a file made in memory
        // in the order of their names.
        writer_.add_coordinate("city_area", target, area,
            { { "long_name", "area on WGS84 of the cells' shares that the city takes" },
                { "units", "m2" }, { "coordinates", "lon lat" } });
        writer_.add_coordinate("lon", target, longitude,
            { { "standard_name", "longitude" }, { "units", "degrees_east" } });
        writer_.add_coordinate("lat", target, latitude,
            { { "standard_name", "latitude" }, { "units", "degrees_north" } });
        writer_.add_coordinate(names_.longitude_b, target, longitude, { { "units", "degrees" } });
        writer_.add_coordinate(names_.latitude_b, target, latitude, { { "units", "degrees" } });
        writer_.add_coordinate(names_.area_b, target, area, { { "units", "m2" } });
        writer_.add_coordinate(names_.mask_b, target, mask, { { "units", "unitless" } });
        writer_.add_coordinate(names_.share_b, target, share,
            { { "long_name", "share of the area that links reach: 0 for a city without links" },
                { "units", "unitless" } });
        writer_.add_coordinate("share_on_grid", target, on_grid,
            { { "long_name", "share of the city that lies on the grid" }, { "units", "1" } });
        writer_.add_texts("city_id", target, id, { { "long_name", "identifier of the city" } });
        writer_.add_texts("city", target, name, { { "long_name", "name of the city" } });
    }

    void add_cells()
    {
        const Grid& grid = weights_.grid();
        const std::size_t columns = grid.columns();
        const std::array cell { cells_ };
        writer_.add_coordinate("src_grid_dims", std::array { grid_rank_ },
            std::array {
                static_cast<std::int32_t>(columns), static_cast<std::int32_t>(grid.rows()) },
            {});
        writer_.add_coordinate("dst_grid_dims", std::array { targets_rank_ },
            std::array { static_cast<std::int32_t>(weights_.targets().size()) }, {});

        const bool degrees = grid.geographic();
        const std::optional<Projection> projection
            = degrees ? std::nullopt : std::make_optional<Projection>(*grid.crs);
        const auto centre = [&](std::size_t c) {
            const Point plane { grid.x.centre(c % columns), grid.y.centre(c / columns) };
            return projection ? projection->to_wgs84(plane) : plane;
        };
        add_blocks<double>(names_.longitude_a, cell, grid.cells(),
            [&](std::size_t c) { return centre(c).x; }, { { "units", "degrees" } });
        add_blocks<double>(names_.latitude_a, cell, grid.cells(),
            [&](std::size_t c) { return centre(c).y; }, { { "units", "degrees" } });
        add_blocks<std::int32_t>(names_.mask_a, cell, grid.cells(), [](std::size_t) { return 1; },
            { { "units", "unitless" } });
        add_blocks<double>(names_.area_a, cell, grid.cells(),
            [&](std::size_t c) { return weights_.cell_area_m2(c); },
            { { "long_name", "area on WGS84" }, { "units", "m2" } });
        writer_.add_blocks(names_.share_a, cell, grid.cells(),
            NetcdfWriter::FillBlock<double>([&](std::size_t first, std::span<double> block) {
                weights_.taken_shares(first, block);
            }),
            { { "long_name", "share of the cell that all cities together take" },
                { "units", "unitless" } });
        step();
    }

    void add_links()
    {
        const std::vector<RemapLink>& links = weights_.links();
        const std::array link { links_ };
        const std::array matrix { links_, weights_per_link_ };
        add_blocks<std::int32_t>(names_.cell_of_link, link, links.size(),
            [&](std::size_t l) { return static_cast<std::int32_t>(links[l].cell) + 1; },
            { { "long_name", "cell of the grid, from 1, columns fastest" } });
        add_blocks<std::int32_t>(names_.target_of_link, link, links.size(),
            [&](std::size_t l) { return static_cast<std::int32_t>(links[l].target) + 1; },
            { { "long_name", "city, from 1" } });
        const std::span<const int> of_weight = form_.convention == RemapConvention::scrip
            ? std::span<const int>(matrix)
            : std::span<const int>(link);
        add_blocks<double>(names_.weight_of_link, of_weight, links.size(),
            [&](std::size_t l) { return weights_.weight(links[l], form_.kind); }, {});
    }

    /// Adds a variable whose numbers `value` returns by position.
    template <typename Value, typename ValueAt>
    void add_blocks(const char* name, std::span<const int> dimensions, std::size_t count,
        const ValueAt& value, const NetcdfWriter::Attributes& attributes)
    {
        writer_.add_blocks(name, dimensions, count,
            NetcdfWriter::FillBlock<Value>([&](std::size_t first, std::span<Value> block) {
                for (std::size_t i = 0; i < block.size(); ++i) {
                    block[i] = value(first + i);
                }
            }),
            attributes);
        step();
    }

    void step()
    {
        done_ += 1.0;
        progress_(done_ / large_variables);
    }

    const RemapWeights& weights_;
    const RemapFileForm& form_;
    const Names& names_;
    const std::function<void(double)>& progress_;
    NetcdfWriter writer_;
    double done_ = 0.0;
    int cells_ = -1;
    int targets_ = -1;
    int links_ = -1;
    int weights_per_link_ = -1;
    int grid_rank_ = -1;
    int targets_rank_ = -1;
};

} // namespace

const char* name_of(RemapConvention convention)
{
    return convention == RemapConvention::scrip ? "scrip" : "esmf";
}

const char* name_of(WeightKind kind)
{
    return kind == WeightKind::mean ? "mean" : "sum";
}

void write_remap_weights(const RemapWeights& weights, const RemapFileForm& form,
    const OutputFile& file, const std::function<void(double)>& progress)
{
    file.write(WeightsFile(weights, form, file, progress).bytes());
}

} // namespace cityflux
