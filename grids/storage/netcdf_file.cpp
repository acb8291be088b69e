#include "grids/storage/netcdf_file.h"

#include "grids/storage/hdf5_chunks.h"
#include "grids/storage/netcdf_handle.h"
#include "grids/text/error.h"
#include "grids/text/words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Variable = NetcdfHandle::Variable;

enum class AxisRole { none, x, y, time };

bool one_of(const std::string& text, std::initializer_list<const char*> candidates)
{
    return std::any_of(
        candidates.begin(), candidates.end(), [&](const char* c) { return text == c; });
}

/// Returns the role of a one-dimensional coordinate variable, by CF attributes first and usual
/// names last.
AxisRole role_of(const Variable& variable)
{
    const std::string standard_name = lower_case(variable.attributes.text("standard_name"));
    const std::string units = lower_case(variable.attributes.text("units"));
    const std::string axis = lower_case(variable.attributes.text("axis"));
    const std::string name = lower_case(variable.name);
    if (units.find(" since ") != std::string::npos || axis == "t" || standard_name == "time") {
        return AxisRole::time;
    }
    if (axis == "x"
        || one_of(standard_name, { "longitude", "grid_longitude", "projection_x_coordinate" })
        || one_of(units, { "degrees_east", "degree_east", "degrees_e", "degree_e" })) {
        return AxisRole::x;
    }
    if (axis == "y"
        || one_of(standard_name, { "latitude", "grid_latitude", "projection_y_coordinate" })
        || one_of(units, { "degrees_north", "degree_north", "degrees_n", "degree_n" })) {
        return AxisRole::y;
    }
    if (one_of(name, { "lon", "longitude", "rlon", "x", "easting", "west_east" })) {
        return AxisRole::x;
    }
    if (one_of(name, { "lat", "latitude", "rlat", "y", "northing", "south_north" })) {
        return AxisRole::y;
    }
    return name == "time" ? AxisRole::time : AxisRole::none;
}

bool in_degrees(const Variable& coordinate)
{
    return lower_case(coordinate.attributes.text("units")).starts_with("degree");
}

/// Removes jumps by 360 degrees from longitudes, such as 0..180 followed by -180. Values above 540,
/// which are not longitudes, stay unchanged.
std::vector<double> unwound(std::vector<double> longitudes)
{
    if (std::any_of(longitudes.begin(), longitudes.end(),
            [](double longitude) { return std::abs(longitude) > 540.0; })) {
        return longitudes;
    }
    for (std::size_t i = 1; i < longitudes.size(); ++i) {
        const double jump = longitudes[i] - longitudes[i - 1];
        if (std::abs(jump) > 180.0) {
            longitudes[i] -= 360.0 * std::round(jump / 360.0);
        }
    }
    return longitudes;
}

class NetcdfFile final : public GridFile {
public:
    explicit NetcdfFile(const std::string& path)
        : GridFile(path)
        , handle_(path)
    {
        format_ = handle_.format();
        attributes_ = handle_.attributes();
        if (handle_.find("x_range") != nullptr && handle_.find("spacing") != nullptr
            && handle_.find("z") != nullptr) {
            read_gmt_grid();
        } else {
            read_cf_grid();
        }
        grid_.refuse_excess(path);
    }

    Tiling tiling(const GridVariable& variable) const override
    {
        const Source& source = source_of(variable);
        const Variable& stored = handle_.variables()[source.variable];
        if (flat_ || stored.chunks.empty() || source.x_position < source.y_position) {
            return GridFile::tiling(variable);
        }
        return { std::min(stored.chunks[source.y_position], grid_.rows()),
            std::min(stored.chunks[source.x_position], grid_.columns()) };
    }

    std::vector<std::size_t> slices_together(const GridVariable& variable) const override
    {
        const Source& source = source_of(variable);
        const Variable& stored = handle_.variables()[source.variable];
        std::vector<std::size_t> together = GridFile::slices_together(variable);
        if (!stored.chunks.empty() && source.y_position < source.x_position) {
            for (std::size_t d = 0; d < together.size(); ++d) {
                together[d] = stored.chunks[source.further[d]];
            }
        }
        return together;
    }

    void read(const GridVariable& variable, std::span<const std::size_t> slice,
        const CellWindow& window, RawBlock& block) override
    {
        const Source& source = source_of(variable);
        const Variable& stored = handle_.variables()[source.variable];
        if (flat_) {
            // Bands of the flat form are whole rows.
            const std::array start { window.row * grid_.columns() };
            const std::array count { window.rows * grid_.columns() };
            handle_.read(stored, start, count, block);
            return;
        }
        Slab slab = slab_of(source, window, stored.dimensions.size());
        for (std::size_t d = 0; d < slice.size(); ++d) {
            slab.start[source.further[d]] = slice[d];
        }
        if (source.chunks && is_one_slice(slices_together(variable)) && is_chunk(window, variable)
            && read_chunk(source, slab, block)) {
            return;
        }
        block.stride = 0;
        handle_.read(stored, slab.start, slab.count, block);
        if (source.x_position < source.y_position) {
            transpose(block, window);
        }
    }

    void read_together(const GridVariable& variable, std::span<const std::size_t> slice,
        const CellWindow& window, RawBlock& block) override
    {
        const std::vector<std::size_t> together = slices_together(variable);
        if (is_one_slice(together)) {
            return read(variable, slice, window, block);
        }
        const Source& source = source_of(variable);
        const Variable& stored = handle_.variables()[source.variable];
        Slab slab = slab_of(source, window, stored.dimensions.size());
        for (std::size_t d = 0; d < slice.size(); ++d) {
            const std::size_t place = source.further[d];
            const std::size_t first = slice[d] / together[d] * together[d];
            slab.start[place] = first;
            slab.count[place] = std::min(together[d], variable.dimensions[d].size - first);
        }
        if (source.chunks && is_chunk(window, variable) && read_chunk(source, slab, block)) {
            slab.count = stored.chunks;
        } else {
            handle_.read(stored, slab.start, slab.count, block);
        }
        SliceLayout layout { {}, source.y_position, source.x_position - 1,
            slab.count[source.y_position], slab.count[source.x_position] };
        for (const std::size_t place : source.further) {
            layout.extents.push_back(slab.count[place]);
        }
        block.stride = layout.columns;
        block.slices = std::move(layout);
    }

private:
    /// Location of a GridVariable in the file.
    struct Source {
        std::size_t variable = 0; ///< index in the handle
        std::size_t x_position = 0;
        std::size_t y_position = 0;
        std::vector<std::size_t> further {}; ///< positions of the other dimensions
        /// Chunks for raw reading; null if the library must read them.
        std::shared_ptr<const Hdf5Chunks> chunks {};
    };
    /// Part of a variable: first index and count along each dimension.
    struct Slab {
        std::vector<std::size_t> start;
        std::vector<std::size_t> count;
    };

    const Source& source_of(const GridVariable& variable) const
    {
        return sources_.at(static_cast<std::size_t>(&variable - variables_.data()));
    }

    static bool is_one_slice(const std::vector<std::size_t>& together)
    {
        return std::all_of(
            together.begin(), together.end(), [](std::size_t slices) { return slices == 1; });
    }

    bool is_chunk(const CellWindow& window, const GridVariable& variable) const
    {
        const Tiling tiles = tiling(variable);
        return window.row % tiles.rows == 0 && window.column % tiles.columns == 0
            && window.rows == std::min(tiles.rows, grid_.rows() - window.row)
            && window.columns == std::min(tiles.columns, grid_.columns() - window.column);
    }

    /// Returns a window of the first slice.
    static Slab slab_of(const Source& source, const CellWindow& window, std::size_t dimensions)
    {
        Slab slab { std::vector<std::size_t>(dimensions, 0),
            std::vector<std::size_t>(dimensions, 1) };
        slab.start[source.y_position] = window.row;
        slab.count[source.y_position] = window.rows;
        slab.start[source.x_position] = window.column;
        slab.count[source.x_position] = window.columns;
        return slab;
    }

    /// Reads the chunk that begins at a slab, as stored. Returns false if the library must read it.
    bool read_chunk(const Source& source, const Slab& slab, RawBlock& block) const
    {
        if (!source.chunks->read(slab.start, block, path_.c_str())) {
            return false;
        }
        block.stride = source.chunks->shape()[source.x_position];
        return true;
    }

    /// Opens the chunks of a variable for raw reading. Returns nullptr if they are not in grid
    /// order.
    std::shared_ptr<const Hdf5Chunks> chunks_of(const Variable& stored, const Source& source)
    {
        if (stored.chunks.empty() || source.x_position < source.y_position) {
            return nullptr;
        }
        if (!hdf5_) {
            hdf5_ = Hdf5File::open(path_);
        }
        std::shared_ptr<const Hdf5Chunks> chunks
            = hdf5_ ? Hdf5Chunks::open(hdf5_, stored.name) : nullptr;
        if (chunks && chunks->shape() == stored.chunks) {
            std::vector<std::size_t> extent;
            for (const std::size_t d : stored.dimensions) {
                extent.push_back(handle_.dimensions()[d].size);
            }
            // The library writes fill values beyond the extent of the dataset, also within a chunk.
            if (chunks->extent() == extent) {
                return chunks;
            }
        }
        return nullptr;
    }

    static void transpose(RawBlock& block, const CellWindow& window)
    {
        const std::size_t size = size_of(block.type);
        const std::size_t rows = window.rows;
        const std::size_t columns = window.columns;
        std::vector<std::byte> turned(block.bytes.size());
        for (std::size_t c = 0; c < columns; ++c) {
            for (std::size_t r = 0; r < rows; ++r) {
                std::copy_n(
                    block.bytes.begin() + static_cast<std::ptrdiff_t>((c * rows + r) * size), size,
                    turned.begin() + static_cast<std::ptrdiff_t>((r * columns + c) * size));
            }
        }
        block.bytes = std::move(turned);
    }

    /// Reads the flat form of old GMT: x_range, y_range, spacing, dimension and z(xysize), with
    /// rows from north to south.
    void read_gmt_grid()
    {
        const auto pair = [&](const char* name) {
            const Variable* variable = handle_.find(name);
            auto values = variable == nullptr ? std::vector<double>() : handle_.numbers(*variable);
            if (values.size() != 2) {
                throw InputError(
                    fmt::format("{}: the GMT grid lacks '{}' with its two numbers", path_, name));
            }
            return values;
        };
        const auto x_range = pair("x_range");
        const auto y_range = pair("y_range");
        const auto spacing = pair("spacing");
        const auto dimension = pair("dimension");
        const Variable& z = *handle_.find("z");
        if (!(spacing[0] > 0.0 && spacing[1] > 0.0)) {
            throw InputError(fmt::format(
                "{}: the GMT grid gives {} x {} as the size of its cells, which cannot be", path_,
                spacing[0], spacing[1]));
        }
        if (!(dimension[0] >= 1 && dimension[1] >= 1 && dimension[0] < 1e9 && dimension[1] < 1e9)) {
            throw InputError(
                fmt::format("{}: the GMT grid gives {} x {} as its size, which cannot be", path_,
                    dimension[0], dimension[1]));
        }
        const auto columns = static_cast<std::size_t>(dimension[0]);
        const auto rows = static_cast<std::size_t>(dimension[1]);
        if (z.dimensions.size() != 1
            || handle_.dimensions()[z.dimensions[0]].size != rows * columns) {
            throw InputError(
                fmt::format("{}: 'z' does not hold the {} x {} values that 'dimension' announces",
                    path_, rows, columns));
        }
        // Ranges are the outer edges (pixel registration) or the outer centres (gridline
        // registration).
        const auto spans = [](const std::vector<double>& range, double step, std::size_t steps) {
            return std::abs(range[1] - range[0] - step * static_cast<double>(steps)) < 1e-3 * step;
        };
        const bool pixel = spans(x_range, spacing[0], columns);
        if (!pixel && !spans(x_range, spacing[0], columns - 1)) {
            throw InputError(
                fmt::format("{}: x_range {}..{}, spacing {} and {} columns do not fit together",
                    path_, x_range[0], x_range[1], spacing[0], columns));
        }
        if (!spans(y_range, spacing[1], pixel ? rows : rows - 1)) {
            throw InputError(
                fmt::format("{}: y_range {}..{}, spacing {} and {} rows do not fit together", path_,
                    y_range[0], y_range[1], spacing[1], rows));
        }
        const double half = pixel ? 0.0 : 0.5;
        grid_.x = Axis(x_range[0] - half * spacing[0], spacing[0], columns);
        grid_.y = Axis(y_range[1] + half * spacing[1], -spacing[1], rows);
        format_ += ", flat GMT grid";
        flat_ = true;
        add_variable(z, { static_cast<std::size_t>(&z - handle_.variables().data()), 0, 0 });
        if (std::abs(x_range[0]) <= 360.0 && std::abs(x_range[1]) <= 360.0
            && std::abs(y_range[0]) <= 90.0 && std::abs(y_range[1]) <= 90.0
            && lower_case(handle_.find("x_range")->attributes.text("units"))
                   .starts_with("degree")) {
            grid_.crs = Crs();
        }
    }

    /// Returns the one-dimensional coordinate of a dimension, or nullptr if it has none.
    const Variable* coordinate_of(std::size_t dimension) const
    {
        const std::string& name = handle_.dimensions()[dimension].name;
        const Variable* found = nullptr;
        for (const Variable& variable : handle_.variables()) {
            const bool along
                = variable.dimensions.size() == 1 && variable.dimensions[0] == dimension;
            if (along && variable.numeric && variable.name == name) {
                return &variable;
            }
            if (along && variable.numeric && found == nullptr
                && role_of(variable) != AxisRole::none) {
                found = &variable;
            }
        }
        return found;
    }

    void read_cf_grid()
    {
        // The grid is the pair of x and y dimensions that most variables share.
        struct Candidate {
            std::size_t x = 0;
            std::size_t y = 0;
            std::vector<Source> sources;
        };
        std::vector<AxisRole> roles;
        for (std::size_t d = 0; d < handle_.dimensions().size(); ++d) {
            const Variable* coordinate = coordinate_of(d);
            roles.push_back(coordinate == nullptr ? AxisRole::none : role_of(*coordinate));
        }
        std::vector<Candidate> candidates;
        for (std::size_t v = 0; v < handle_.variables().size(); ++v) {
            const Variable& variable = handle_.variables()[v];
            std::optional<std::size_t> x;
            std::optional<std::size_t> y;
            for (std::size_t d = 0; d < variable.dimensions.size(); ++d) {
                const AxisRole role = roles[variable.dimensions[d]];
                x = role == AxisRole::x ? std::optional(d) : x;
                y = role == AxisRole::y ? std::optional(d) : y;
            }
            if (!variable.numeric || !x || !y) {
                continue;
            }
            const std::size_t x_dimension = variable.dimensions[*x];
            const std::size_t y_dimension = variable.dimensions[*y];
            auto known = std::find_if(candidates.begin(), candidates.end(),
                [&](const Candidate& c) { return c.x == x_dimension && c.y == y_dimension; });
            if (known == candidates.end()) {
                known = candidates.insert(
                    candidates.end(), Candidate { x_dimension, y_dimension, {} });
            }
            known->sources.push_back({ v, *x, *y });
        }
        if (candidates.empty()) {
            throw InputError(fmt::format("{}: no variable lies on a grid with one-dimensional x "
                                         "and y coordinates (variables: {}); "
                                         "a file on a curvilinear or unstructured grid has to be "
                                         "regridded first, for example "
                                         "with cdo remapcon",
                path_, variable_names()));
        }
        const auto chosen = std::max_element(
            candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
                return a.sources.size() < b.sources.size();
            });
        for (const Candidate& other : candidates) {
            if (&other != &*chosen) {
                for (const Source& source : other.sources) {
                    oddities_.push_back(
                        fmt::format("variable '{}' lies on another grid and is left out",
                            handle_.variables()[source.variable].name));
                }
            }
        }
        const Variable& x = *coordinate_of(chosen->x);
        const Variable& y = *coordinate_of(chosen->y);
        grid_.crs = find_crs(handle_.variables()[chosen->sources.front().variable], x, y);
        const bool degrees = !grid_.crs || grid_.crs->kind != CrsKind::projected;
        const double unbounded = std::numeric_limits<double>::infinity();
        grid_.x = axis_of(x, unbounded, degrees);
        grid_.y = axis_of(y, degrees && (grid_.crs || in_degrees(y)) ? 90.0 : unbounded, false);
        for (const Source& source : chosen->sources) {
            add_variable(handle_.variables()[source.variable], source);
        }
    }

    Axis axis_of(const Variable& coordinate, double limit, bool longitude)
    {
        const std::string name = fmt::format("'{}' of {}", coordinate.name, path_);
        std::vector<double> centres = handle_.numbers(coordinate);
        const double scale = coordinate.attributes.number("scale_factor").value_or(1.0);
        const double offset = coordinate.attributes.number("add_offset").value_or(0.0);
        double to_metres = 1.0;
        const std::string units = coordinate.attributes.text("units");
        if (grid_.crs && grid_.crs->kind == CrsKind::projected
            && one_of(lower_case(units),
                { "km", "kilometer", "kilometers", "kilometre", "kilometres" })) {
            to_metres = 1000.0;
        }
        for (double& centre : centres) {
            centre = (centre * scale + offset) * to_metres;
        }
        if (longitude) {
            centres = unwound(std::move(centres));
        }
        double known_step = 0.0;
        const Variable* bounds = handle_.find(coordinate.attributes.text("bounds"));
        std::vector<double> edges;
        if (bounds != nullptr && bounds->numeric) {
            edges = handle_.numbers(*bounds);
        }
        if (edges.size() == 2 * centres.size()) {
            known_step = (edges[1] - edges[0]) * to_metres;
            if (centres.size() > 1 && known_step * (centres[1] - centres[0]) < 0) {
                known_step = -known_step;
            }
        }
        Axis axis = Axis::from_centres(centres, name, limit, known_step);
        if (edges.size() == 2 * centres.size() && centres.size() > 1) {
            // Bounds show that the coordinates are corners, not centres.
            const double first
                = (known_step > 0 ? std::min(edges[0], edges[1]) : std::max(edges[0], edges[1]))
                * to_metres;
            const double shift
                = (longitude ? std::remainder(first - axis.edge(0), 360.0) : first - axis.edge(0))
                / axis.step();
            if (std::abs(shift) > 0.01 && std::abs(shift) < 1.0 && std::abs(first) < limit) {
                axis = Axis(first, axis.step(), axis.count()).clamped(limit, "axis " + name);
                oddities_.push_back(
                    fmt::format("'{}' are not cell centres: the cells are taken from '{}'",
                        coordinate.name, bounds->name));
            }
        }
        return axis;
    }

    /// Returns the CRS from the grid mapping, or longitude/latitude from the units of the
    /// coordinates.
    std::optional<Crs> find_crs(const Variable& variable, const Variable& x, const Variable& y)
    {
        std::string mapping_name = variable.attributes.text("grid_mapping");
        mapping_name.resize(std::min(mapping_name.size(), mapping_name.find(':')));
        const Variable* mapping = handle_.find(mapping_name);
        if (mapping == nullptr) {
            std::vector<const Variable*> mappings;
            for (const Variable& candidate : handle_.variables()) {
                if (candidate.attributes.has("grid_mapping_name")) {
                    mappings.push_back(&candidate);
                }
            }
            if (mappings.size() == 1) {
                mapping = mappings.front();
                oddities_.push_back(fmt::format("the variables do not name their grid mapping; "
                                                "'{}', the only one of the file, is "
                                                "taken",
                    mapping->name));
            }
        }
        if (mapping == nullptr) {
            return in_degrees(x) && in_degrees(y) ? std::optional(Crs()) : std::nullopt;
        }
        const Attributes& a = mapping->attributes;
        const std::string kind = a.text("grid_mapping_name");
        const std::string subject = fmt::format("{}: grid mapping '{}'", path_, mapping->name);
        if (kind == "rotated_latitude_longitude") {
            const auto latitude = a.number("grid_north_pole_latitude");
            const auto longitude = a.number("grid_north_pole_longitude");
            if (!latitude || !longitude) {
                throw InputError(fmt::format("{} does not say where its pole stands", subject));
            }
            return Crs::rotated_pole(
                *latitude, *longitude, a.number("north_pole_grid_longitude").value_or(0.0));
        }
        for (const char* name :
            { "crs_wkt", "spatial_ref", "epsg_code", "proj4_params", "proj4" }) {
            if (!a.text(name).empty()) {
                return Crs::parse(a.text(name), subject);
            }
        }
        if (kind == "latitude_longitude") {
            return Crs();
        }
        if (const auto crs = crs_of_mapping(kind, a)) {
            return Crs::parse(*crs, subject);
        }
        throw InputError(fmt::format(
            "{}: '{}' without crs_wkt is not supported; declare the system with --assume-crs",
            subject, kind));
    }

    /// Returns the PROJ string of a projection from its CF parameters (CF conventions, appendix F).
    /// Covers the projections that inventories use.
    static std::optional<std::string> crs_of_mapping(const std::string& kind, const Attributes& a)
    {
        const auto parallels = a.numbers("standard_parallel");
        const auto value = [&](const char* name) { return a.number(name).value_or(0.0); };
        std::string shape = "+datum=WGS84";
        if (a.has("semi_major_axis")) {
            shape = a.has("inverse_flattening") && value("inverse_flattening") > 0.0
                ? fmt::format("+a={} +rf={}", value("semi_major_axis"), value("inverse_flattening"))
                : fmt::format("+a={0} +b={1}", value("semi_major_axis"),
                    a.has("semi_minor_axis") ? value("semi_minor_axis") : value("semi_major_axis"));
        } else if (a.has("earth_radius")) {
            shape = fmt::format("+R={}", value("earth_radius"));
        }
        const std::string rest = fmt::format("+x_0={} +y_0={} {} +units=m +type=crs",
            value("false_easting"), value("false_northing"), shape);
        const double first = parallels.empty() ? 0.0 : parallels.front();
        const double second = parallels.empty() ? 0.0 : parallels.back();
        if (kind == "albers_conical_equal_area" || kind == "lambert_conformal_conic") {
            return fmt::format("+proj={} +lat_1={} +lat_2={} +lat_0={} +lon_0={} {}",
                kind == "albers_conical_equal_area" ? "aea" : "lcc", first, second,
                value("latitude_of_projection_origin"), value("longitude_of_central_meridian"),
                rest);
        }
        if (kind == "lambert_azimuthal_equal_area") {
            return fmt::format("+proj=laea +lat_0={} +lon_0={} {}",
                value("latitude_of_projection_origin"), value("longitude_of_projection_origin"),
                rest);
        }
        if (kind == "transverse_mercator") {
            return fmt::format("+proj=tmerc +lat_0={} +lon_0={} +k_0={} {}",
                value("latitude_of_projection_origin"), value("longitude_of_central_meridian"),
                a.number("scale_factor_at_central_meridian").value_or(1.0), rest);
        }
        if (kind == "lambert_cylindrical_equal_area") {
            return fmt::format("+proj=cea +lat_ts={} +lon_0={} {}", first,
                value("longitude_of_central_meridian"), rest);
        }
        return std::nullopt;
    }

    void add_variable(const Variable& stored, Source source)
    {
        GridVariable variable;
        variable.name = stored.name;
        variable.attributes = stored.attributes;
        variable.type = stored.type;
        variable.packing = packing_of(stored);
        for (std::size_t d = 0; d < stored.dimensions.size() && !flat_; ++d) {
            if (d != source.x_position && d != source.y_position) {
                variable.dimensions.push_back(slice_dimension(stored.dimensions[d]));
                source.further.push_back(d);
            }
        }
        variables_.push_back(std::move(variable));
        sources_.push_back(std::move(source));
        sources_.back().chunks = chunks_of(stored, sources_.back());
    }

    static Packing packing_of(const Variable& variable)
    {
        const Attributes& a = variable.attributes;
        Packing packing;
        packing.scale = a.number("scale_factor").value_or(1.0);
        packing.offset = a.number("add_offset").value_or(0.0);
        for (const char* name : { "_FillValue", "missing_value", "nodata_value", "nodata" }) {
            if (const auto value = a.number(name)) {
                const auto all = a.numbers(name);
                packing.nodata.insert(packing.nodata.end(), all.begin(), all.end());
                if (all.empty()) {
                    packing.nodata.push_back(*value);
                }
            }
        }
        if (const auto never_written = NetcdfHandle::fill_value(variable.type);
            never_written && !a.has("_FillValue")) {
            packing.nodata.push_back(*never_written);
        }
        const auto range = a.numbers("valid_range");
        if (range.size() == 2) {
            packing.valid_min = range[0];
            packing.valid_max = range[1];
        }
        if (a.has("valid_min")) {
            packing.valid_min = a.number("valid_min");
        }
        if (a.has("valid_max")) {
            packing.valid_max = a.number("valid_max");
        }
        return packing;
    }

    SliceDimension slice_dimension(std::size_t index)
    {
        SliceDimension dimension;
        dimension.name = handle_.dimensions()[index].name;
        dimension.size = handle_.dimensions()[index].size;
        const Variable* coordinate = coordinate_of(index);
        if (coordinate == nullptr) {
            label_by_text(dimension, index);
            return dimension;
        }
        const std::vector<double> values = handle_.numbers(*coordinate);
        if (role_of(*coordinate) == AxisRole::time) {
            dimension.time = true;
            read_time(dimension, *coordinate, values);
        }
        const auto meanings = coordinate->attributes.text("flag_meanings");
        const auto flags = coordinate->attributes.numbers("flag_values");
        for (const double value : values) {
            const auto flag = std::find(flags.begin(), flags.end(), value);
            dimension.labels.push_back(flag != flags.end() && !meanings.empty()
                    ? word(meanings, static_cast<std::size_t>(flag - flags.begin()))
                    : fmt::format("{:.10g}", value));
        }
        return dimension;
    }

    void read_time(
        SliceDimension& dimension, const Variable& coordinate, const std::vector<double>& values)
    {
        std::vector<double> bounds;
        const Variable* bounds_variable = handle_.find(coordinate.attributes.text("bounds"));
        if (bounds_variable != nullptr && bounds_variable->numeric) {
            bounds = handle_.numbers(*bounds_variable);
        }
        try {
            dimension.steps = steps_of_time_axis(values, bounds,
                coordinate.attributes.text("units"), coordinate.attributes.text("calendar"),
                fmt::format("{}: time axis '{}'", path_, coordinate.name));
        } catch (const InputError& error) {
            dimension.trouble = error.what();
        }
    }

    /// Sets labels from a text variable along the dimension, such as sector names.
    void label_by_text(SliceDimension& dimension, std::size_t index)
    {
        for (const Variable& variable : handle_.variables()) {
            if (variable.textual && !variable.dimensions.empty()
                && variable.dimensions.front() == index && variable.dimensions.size() <= 2) {
                auto labels = handle_.texts(variable);
                if (labels.size() == dimension.size) {
                    dimension.labels = std::move(labels);
                    return;
                }
            }
        }
    }

    static std::string word(const std::string& text, std::size_t index)
    {
        std::size_t begin = 0;
        for (std::size_t i = 0; begin < text.size(); ++i) {
            const std::size_t end = std::min(text.find(' ', begin), text.size());
            if (i == index) {
                return text.substr(begin, end - begin);
            }
            begin = end + 1;
        }
        return {};
    }

    std::string variable_names() const
    {
        std::string names;
        for (const Variable& variable : handle_.variables()) {
            names += (names.empty() ? "" : ", ") + variable.name;
        }
        return names;
    }

    NetcdfHandle handle_;
    std::shared_ptr<Hdf5File> hdf5_;
    std::vector<Source> sources_;
    bool flat_ = false;
};

} // namespace

std::unique_ptr<GridFile> open_netcdf(const std::string& path)
{
    return std::make_unique<NetcdfFile>(path);
}

} // namespace cityflux
