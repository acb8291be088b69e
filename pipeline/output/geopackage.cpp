#include "pipeline/output/geopackage.h"

#include "grids/storage/gdal_messages.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <mutex>
#include <optional>
#include <system_error>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <ogrsf_frmts.h>

namespace cityflux {
namespace {

struct DatasetCloser {
    void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};

using Dataset = std::unique_ptr<GDALDataset, DatasetCloser>;

/// RAII setting of a configuration option of GDAL in this thread.
class GdalOption {
public:
    GdalOption(const char* name, const std::string& value)
        : name_(name)
    {
        if (const char* before = CPLGetThreadLocalConfigOption(name, nullptr)) {
            before_ = before;
        }
        CPLSetThreadLocalConfigOption(name, value.c_str());
    }

    ~GdalOption() { CPLSetThreadLocalConfigOption(name_, before_ ? before_->c_str() : nullptr); }
    GdalOption(const GdalOption&) = delete;
    GdalOption& operator=(const GdalOption&) = delete;

private:
    const char* name_;
    std::optional<std::string> before_;
};

std::string date_of_change()
{
    std::time_t seconds = 0;
    if (const char* variable = std::getenv("SOURCE_DATE_EPOCH")) {
        const std::string_view text = variable;
        std::time_t given = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), given);
        if (error == std::errc() && end == text.data() + text.size()) {
            seconds = given;
        }
    }
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.000Z", fmt::gmtime(seconds));
}

void add_ring(const Ring& points, OGRPolygon& polygon)
{
    auto ring = std::make_unique<OGRLinearRing>();
    ring->setNumPoints(static_cast<int>(points.size()), FALSE);
    for (std::size_t i = 0; i < points.size(); ++i) {
        ring->setPoint(static_cast<int>(i), points[i].x, points[i].y);
    }
    ring->closeRings();
    polygon.addRingDirectly(ring.release());
}

OGRMultiPolygon outline_of(const City& city)
{
    OGRMultiPolygon outline;
    for (const Polygon& part : city.shape) {
        auto polygon = std::make_unique<OGRPolygon>();
        add_ring(part.outer, *polygon);
        for (const Ring& hole : part.holes) {
            add_ring(hole, *polygon);
        }
        outline.addGeometryDirectly(polygon.release());
    }
    return outline;
}

} // namespace

struct Geopackage::Writer {
    Writer(const CityList& city_list, const OutputFile& output)
        : cities(city_list)
        , file(output)
    {
        static std::once_flag once;
        std::call_once(once, [] { GDALAllRegister(); });
        for (const City& city : cities.cities) {
            outlines.push_back(outline_of(city));
        }
        GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GPKG");
        if (driver == nullptr) {
            file.refuse("missing GeoPackage driver in this build of GDAL");
        }
        dataset.reset(driver->Create(file.temporary().c_str(), 0, 0, 0, GDT_Unknown, nullptr));
        if (!dataset) {
            file.refuse(messages.last_error());
        }
    }

    void check(OGRErr status) const
    {
        if (status != OGRERR_NONE) {
            file.refuse(messages.last_error());
        }
    }

    void create_layer(const char* name, const std::vector<std::pair<const char*, Field>>& fields)
    {
        OGRSpatialReference wgs84;
        check(wgs84.importFromEPSG(4326));
        wgs84.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
        layer = dataset->CreateLayer(name, &wgs84, wkbMultiPolygon, nullptr);
        if (layer == nullptr) {
            file.refuse(messages.last_error());
        }
        for (const auto& [field_name, type] : fields) {
            OGRFieldDefn field(field_name, type == Field::text ? OFTString : OFTReal);
            check(layer->CreateField(&field));
        }
    }

    const OGRMultiPolygon* find_outline(std::size_t city, const std::string& id) const
    {
        const bool known = city < outlines.size() && cities.cities[city].id == id;
        return known && !outlines[city].IsEmpty() ? &outlines[city] : nullptr;
    }

    const CityList& cities;
    const OutputFile& file;
    const GdalMessages messages;
    const GdalOption date { "OGR_CURRENT_DATE", date_of_change() };
    std::vector<OGRMultiPolygon> outlines;
    Dataset dataset;
    OGRLayer* layer = nullptr;
};

Geopackage::Geopackage(const CityList& cities, const OutputFile& file, const char* layer,
    const std::vector<std::pair<const char*, Field>>& fields)
    : writer_(std::make_unique<Writer>(cities, file))
{
    writer_->check(writer_->dataset->StartTransaction());
    writer_->create_layer(layer, fields);
}

Geopackage::~Geopackage() = default;

void Geopackage::add(std::size_t city, const std::string& id, const std::vector<Value>& values)
{
    OGRFeature feature(writer_->layer->GetLayerDefn());
    for (std::size_t i = 0; i < values.size(); ++i) {
        const int field = static_cast<int>(i);
        if (const auto* text = std::get_if<std::string_view>(&values[i])) {
            feature.SetField(field, std::string(*text).c_str());
        } else if (const double number = std::get<double>(values[i]); std::isnan(number)) {
            feature.SetFieldNull(field);
        } else {
            feature.SetField(field, number);
        }
    }
    if (const OGRMultiPolygon* outline = writer_->find_outline(city, id)) {
        writer_->check(feature.SetGeometry(outline));
    }
    writer_->check(writer_->layer->CreateFeature(&feature));
}

void Geopackage::close()
{
    writer_->check(writer_->dataset->CommitTransaction());
    // Extent and counts are written last, and only GDAL's messages report errors of that.
    writer_->dataset.reset();
    if (!writer_->messages.last_error().empty()) {
        writer_->file.refuse(writer_->messages.last_error());
    }
}

} // namespace cityflux
