#include "tests/grids/storage/chunked_file.h"

#include "tests/netcdf_status.h"

#include <functional>
#include <numeric>

namespace cityflux {
namespace {

constexpr int deflate_level = 4;

std::string units_of(const std::string& dimension)
{
    return dimension == "lat" ? "degrees_north"
        : dimension == "lon"  ? "degrees_east"
        : dimension == "time" ? "days since 2019-01-01"
                              : "1";
}

/// Size of a dimension; of one without limit, what is written of it.
std::size_t size_of(const Dimensions::value_type& dimension, std::size_t times)
{
    const auto& [name, size] = dimension;
    return size != 0    ? size
        : name == "lat" ? chunked_rows
        : name == "lon" ? chunked_columns
                        : times;
}

/// Defines the dimensions of a file; returns their ids.
std::vector<int> define_dimensions(int file, const Dimensions& dimensions)
{
    std::vector<int> ids;
    for (const auto& [name, size] : dimensions) {
        int id = -1;
        check_netcdf(nc_def_dim(file, name.c_str(), size, &id));
        ids.push_back(id);
    }
    return ids;
}

/// Defines a coordinate variable for each dimension; returns their ids.
std::vector<int> define_coordinates(
    int file, const Dimensions& dimensions, const std::vector<int>& dimension_ids)
{
    std::vector<int> ids;
    for (std::size_t d = 0; d < dimensions.size(); ++d) {
        const std::string& name = dimensions[d].first;
        const std::string units = units_of(name);
        int id = -1;
        check_netcdf(nc_def_var(file, name.c_str(), NC_DOUBLE, 1, &dimension_ids[d], &id));
        check_netcdf(nc_put_att_text(file, id, "units", units.size(), units.c_str()));
        ids.push_back(id);
    }
    return ids;
}

/// Writes the centres of one dimension.
void write_coordinates(
    int file, int coordinate, const Dimensions::value_type& dimension, std::size_t times)
{
    for (std::size_t i = 0; i < size_of(dimension, times); ++i) {
        const double steps = static_cast<double>(i);
        const double centre = dimension.first == "time" ? 31.0 * steps : 30.5 + steps;
        check_netcdf(nc_put_var1_double(file, coordinate, &i, &centre));
    }
}

void write_values(
    int file, int variable, const Dimensions& dimensions, const ChunkedValues& written)
{
    Shape extents = written.extents;
    if (extents.empty()) {
        for (const auto& dimension : dimensions) {
            extents.push_back(size_of(dimension, written.times));
        }
    }
    const std::size_t count
        = std::accumulate(extents.begin(), extents.end(), std::size_t { 1 }, std::multiplies<>());
    const std::vector<double> values
        = written.values.empty() ? running_numbers(count) : written.values;
    const Shape start(extents.size(), 0);
    check_netcdf(nc_put_vara_double(file, variable, start.data(), extents.data(), values.data()));
}

} // namespace

std::vector<double> running_numbers(std::size_t count)
{
    std::vector<double> values(count);
    std::iota(values.begin(), values.end(), 1.0);
    return values;
}

ChunkedFile::ChunkedFile(
    const std::string& path, const ChunkedLayout& layout, const ChunkedValues& values)
    : path_(path)
{
    int file = -1;
    check_netcdf(nc_create(path.c_str(), NC_NETCDF4 | NC_CLOBBER, &file));
    const std::vector<int> dimensions = define_dimensions(file, layout.dimensions);
    const std::vector<int> coordinates = define_coordinates(file, layout.dimensions, dimensions);
    int variable = -1;
    check_netcdf(nc_def_var(file, "emi", layout.type, static_cast<int>(dimensions.size()),
        dimensions.data(), &variable));
    check_netcdf(nc_put_att_text(file, variable, "units", 1, "t"));
    define_storage(file, variable, layout.storage, deflate_level);
    check_netcdf(nc_enddef(file));
    for (std::size_t d = 0; d < coordinates.size(); ++d) {
        write_coordinates(file, coordinates[d], layout.dimensions[d], values.times);
    }
    write_values(file, variable, layout.dimensions, values);
    check_netcdf(nc_close(file));
}

std::unique_ptr<Hdf5Chunks> ChunkedFile::chunks() const
{
    const auto file = Hdf5File::open(path_);
    return file ? Hdf5Chunks::open(file, "emi") : nullptr;
}

} // namespace cityflux
