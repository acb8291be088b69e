#include "tests/pipeline/totals/native_netcdf.h"

#include <stdexcept>

#include <netcdf.h>

namespace cityflux {
namespace {

void check(int status, const std::string& what)
{
    if (status != NC_NOERR) {
        throw std::runtime_error(what + ": " + nc_strerror(status));
    }
}

nc_type netcdf_type(NativeNetcdf::Type type)
{
    switch (type) {
    case NativeNetcdf::Type::uint8:
        return NC_UBYTE;
    case NativeNetcdf::Type::int32:
        return NC_INT;
    case NativeNetcdf::Type::float32:
        return NC_FLOAT;
    case NativeNetcdf::Type::float64:
        return NC_DOUBLE;
    }
    throw std::logic_error("no such type");
}

} // namespace

NativeNetcdf::NativeNetcdf(const std::filesystem::path& path, Form form)
{
    check(nc_create(path.c_str(),
              NC_CLOBBER | (form == Form::netcdf4 ? NC_NETCDF4 : NC_64BIT_OFFSET), &file_),
        path.string());
    int old_mode = 0;
    check(nc_set_fill(file_, NC_NOFILL, &old_mode), "fill mode");
}

NativeNetcdf::~NativeNetcdf()
{
    nc_close(file_);
}

int NativeNetcdf::dimension(const std::string& name, std::size_t size)
{
    int id = -1;
    check(nc_def_dim(file_, name.c_str(), size, &id), name);
    return id;
}

int NativeNetcdf::variable(
    const std::string& name, Type type, const std::vector<int>& dimensions, bool deflated)
{
    int id = -1;
    check(nc_def_var(file_, name.c_str(), netcdf_type(type), static_cast<int>(dimensions.size()),
              dimensions.data(), &id),
        name);
    if (deflated) {
        check(nc_def_var_deflate(file_, id, 0, 1, 1), name);
    }
    return id;
}

void NativeNetcdf::attribute(int variable, const std::string& name, const std::string& text)
{
    check(nc_put_att_text(file_, variable, name.c_str(), text.size(), text.data()), name);
}

void NativeNetcdf::attribute(int variable, const std::string& name, double number)
{
    nc_type type = NC_DOUBLE;
    if (variable != global) {
        check(nc_inq_vartype(file_, variable, &type), name);
    }
    check(nc_put_att_double(file_, variable, name.c_str(), type, 1, &number), name);
}

void NativeNetcdf::end_definitions()
{
    if (defining_) {
        defining_ = false;
        check(nc_enddef(file_), "end of definitions");
    }
}

void NativeNetcdf::write(int variable, const std::vector<double>& values)
{
    end_definitions();
    check(nc_put_var_double(file_, variable, values.data()), "values");
}

void NativeNetcdf::write_slice(int variable, std::size_t index, const std::vector<double>& values)
{
    end_definitions();
    int count_of_dimensions = 0;
    check(nc_inq_varndims(file_, variable, &count_of_dimensions), "dimensions");
    std::vector<int> dimensions(static_cast<std::size_t>(count_of_dimensions));
    check(nc_inq_vardimid(file_, variable, dimensions.data()), "dimensions");
    std::vector<std::size_t> start(dimensions.size(), 0);
    std::vector<std::size_t> count(dimensions.size(), 1);
    start[0] = index;
    for (std::size_t d = 1; d < dimensions.size(); ++d) {
        check(nc_inq_dimlen(file_, dimensions[d], &count[d]), "dimensions");
    }
    check(nc_put_vara_double(file_, variable, start.data(), count.data(), values.data()), "values");
}

} // namespace cityflux
