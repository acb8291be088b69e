#include "tests/pipeline/totals/stored_field.h"

#include "tests/netcdf_status.h"

#include <algorithm>
#include <cstdint>
#include <stdexcept>

#include <gdal_priv.h>
#include <ogr_spatialref.h>

namespace cityflux::stored_field {
namespace {

constexpr int deflate_level = 1;

/// Dimension of the file with its coordinate variable.
struct FileAxis {
    std::string name;
    std::string units;
    std::vector<double> centres;
    int dimension = -1;
    int coordinate = -1;
};

std::vector<double> cell_centres(double low, std::size_t count)
{
    std::vector<double> centres(count);
    for (std::size_t i = 0; i < count; ++i) {
        centres[i] = low + (static_cast<double>(i) + 0.5) * step;
    }
    return centres;
}

FileAxis axis_of(char letter, bool descending)
{
    if (letter == 't') {
        return { "time", "days since 2019-01-01", { 15.5, 45.0, 74.5 } };
    }
    if (letter == 's') {
        return { "sector", "1", { 1, 2 } };
    }
    if (letter == 'x') {
        return { "lon", "degrees_east", cell_centres(-180.0, columns) };
    }
    FileAxis latitude { "lat", "degrees_north", cell_centres(-90.0, rows) };
    if (descending) {
        std::reverse(latitude.centres.begin(), latitude.centres.end());
    }
    return latitude;
}

std::vector<FileAxis> define_axes(int file, const NetcdfForm& form)
{
    std::vector<FileAxis> axes;
    for (const char letter : form.order) {
        FileAxis axis = axis_of(letter, form.descending);
        check_netcdf(nc_def_dim(file, axis.name.c_str(), axis.centres.size(), &axis.dimension));
        check_netcdf(
            nc_def_var(file, axis.name.c_str(), NC_DOUBLE, 1, &axis.dimension, &axis.coordinate));
        check_netcdf(
            nc_put_att_text(file, axis.coordinate, "units", axis.units.size(), axis.units.c_str()));
        axes.push_back(std::move(axis));
    }
    return axes;
}

/// Stored numbers for one tonne.
double stored_per_tonne(const NetcdfForm& form)
{
    return form.packed ? 4.0 : 1.0;
}

int define_emissions(int file, const NetcdfForm& form, const std::vector<FileAxis>& axes)
{
    std::vector<int> dimensions;
    for (const FileAxis& axis : axes) {
        dimensions.push_back(axis.dimension);
    }
    int variable = -1;
    const nc_type type = form.packed ? NC_SHORT : NC_FLOAT;
    check_netcdf(nc_def_var(
        file, "co2", type, static_cast<int>(dimensions.size()), dimensions.data(), &variable));
    check_netcdf(nc_put_att_text(file, variable, "units", 1, "t"));
    const double fill = missing * stored_per_tonne(form);
    check_netcdf(nc_put_att_double(file, variable, "_FillValue", type, 1, &fill));
    if (form.packed) {
        const double scale = 1.0 / stored_per_tonne(form);
        check_netcdf(nc_put_att_double(file, variable, "scale_factor", NC_DOUBLE, 1, &scale));
    }
    if (form.format == NC_NETCDF4) {
        define_storage(file, variable, form.storage, deflate_level);
    }
    return variable;
}

/// The field of all months and sectors of a form in the stored order of its axes.
std::vector<double> stored_values(const NetcdfForm& form, const std::vector<FileAxis>& axes)
{
    std::size_t count = 1;
    std::vector<std::size_t> strides(axes.size());
    for (std::size_t d = axes.size(); d-- > 0;) {
        strides[d] = count;
        count *= axes[d].centres.size();
    }
    const auto has = [&](char axis) { return form.order.find(axis) != std::string::npos; };
    const auto stride_of
        = [&](char axis) { return has(axis) ? strides[form.order.find(axis)] : 0; };
    const double factor = stored_per_tonne(form);
    std::vector<double> values(count);
    for (std::size_t t = 0; t < (has('t') ? months : 1); ++t) {
        for (std::size_t s = 0; s < (has('s') ? sectors : 1); ++s) {
            for (std::size_t r = 0; r < rows; ++r) {
                const std::size_t row = form.descending ? rows - 1 - r : r;
                const std::size_t first
                    = row * stride_of('y') + t * stride_of('t') + s * stride_of('s');
                for (std::size_t c = 0; c < columns; ++c) {
                    const double mass = field(t)[r * columns + c];
                    values[first + c * stride_of('x')]
                        = (mass == missing ? mass : mass * static_cast<double>(s + 1)) * factor;
                }
            }
        }
    }
    return values;
}

} // namespace

const std::vector<double>& field(std::size_t month)
{
    static const std::vector<std::vector<double>> all = [] {
        std::vector<std::vector<double>> made(months, std::vector<double>(rows * columns));
        std::uint32_t state = 20190101;
        for (std::vector<double>& values : made) {
            for (std::size_t i = 0; i < values.size(); ++i) {
                state = state * 1664525u + 1013904223u;
                values[i] = i % 97 == 5 ? missing : static_cast<double>(state >> 18) * 0.25;
            }
        }
        return made;
    }();
    return all[month];
}

double times_field(const std::string& sector)
{
    return sector == "2" ? 2.0 : 1.0;
}

std::string write_netcdf(const TemporaryFolder& folder, const NetcdfForm& form)
{
    const std::string path = folder.file("field.nc");
    int file = -1;
    check_netcdf(nc_create(path.c_str(), NC_CLOBBER | form.format, &file));
    const std::vector<FileAxis> axes = define_axes(file, form);
    const int variable = define_emissions(file, form, axes);
    if (form.order.find('t') == std::string::npos) {
        check_netcdf(nc_put_att_text(file, NC_GLOBAL, "year", 4, "2019"));
        check_netcdf(nc_put_att_text(file, NC_GLOBAL, "month", 2, "01"));
    }
    check_netcdf(nc_enddef(file));
    for (const FileAxis& axis : axes) {
        check_netcdf(nc_put_var_double(file, axis.coordinate, axis.centres.data()));
    }
    check_netcdf(nc_put_var_double(file, variable, stored_values(form, axes).data()));
    check_netcdf(nc_close(file));
    return path;
}

std::string write_geotiff(const TemporaryFolder& folder, const std::vector<const char*>& options)
{
    GDALAllRegister();
    const std::string path = folder.file("field.tif");
    std::vector<const char*> words = options;
    words.push_back(nullptr);
    const GDALDatasetUniquePtr dataset(GetGDALDriverManager()->GetDriverByName("GTiff")->Create(
        path.c_str(), static_cast<int>(columns), static_cast<int>(rows), 1, GDT_Float32,
        const_cast<char**>(words.data())));
    double transform[] { -180.0, step, 0.0, 90.0, 0.0, -step };
    dataset->SetGeoTransform(transform);
    OGRSpatialReference reference;
    reference.importFromEPSG(4326);
    dataset->SetSpatialRef(&reference);
    GDALRasterBand* band = dataset->GetRasterBand(1);
    band->SetNoDataValue(missing);
    band->SetUnitType("t");
    std::vector<double> values(rows * columns);
    for (std::size_t r = 0; r < rows; ++r) {
        std::copy_n(field(0).begin() + static_cast<std::ptrdiff_t>(r * columns), columns,
            values.begin() + static_cast<std::ptrdiff_t>((rows - 1 - r) * columns));
    }
    if (band->RasterIO(GF_Write, 0, 0, static_cast<int>(columns), static_cast<int>(rows),
            values.data(), static_cast<int>(columns), static_cast<int>(rows), GDT_Float64, 0, 0)
        != CE_None) {
        throw std::runtime_error(path + " cannot be written");
    }
    return path;
}

} // namespace cityflux::stored_field
