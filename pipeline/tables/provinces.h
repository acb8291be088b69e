#pragma once

#include <array>
#include <string_view>

namespace cityflux {

/// Chinese unit at province level (省级行政区).
struct Province {
    std::string_view code; ///< first two digits of GB/T 2260
    std::string_view name; ///< short: 河北
    std::string_view full; ///< 河北省
    std::string_view english;
    bool is_city = false; ///< a municipality (直辖市)
};

/// All provinces except Taiwan, Hong Kong and Macao, whose cities have no codes below the first two
/// digits.
inline constexpr std::array<Province, 31> provinces { {
    { "11", "北京", "北京市", "Beijing", true },
    { "12", "天津", "天津市", "Tianjin", true },
    { "13", "河北", "河北省", "Hebei" },
    { "14", "山西", "山西省", "Shanxi" },
    { "15", "内蒙古", "内蒙古自治区", "Inner Mongolia" },
    { "21", "辽宁", "辽宁省", "Liaoning" },
    { "22", "吉林", "吉林省", "Jilin" },
    { "23", "黑龙江", "黑龙江省", "Heilongjiang" },
    { "31", "上海", "上海市", "Shanghai", true },
    { "32", "江苏", "江苏省", "Jiangsu" },
    { "33", "浙江", "浙江省", "Zhejiang" },
    { "34", "安徽", "安徽省", "Anhui" },
    { "35", "福建", "福建省", "Fujian" },
    { "36", "江西", "江西省", "Jiangxi" },
    { "37", "山东", "山东省", "Shandong" },
    { "41", "河南", "河南省", "Henan" },
    { "42", "湖北", "湖北省", "Hubei" },
    { "43", "湖南", "湖南省", "Hunan" },
    { "44", "广东", "广东省", "Guangdong" },
    { "45", "广西", "广西壮族自治区", "Guangxi" },
    { "46", "海南", "海南省", "Hainan" },
    { "50", "重庆", "重庆市", "Chongqing", true },
    { "51", "四川", "四川省", "Sichuan" },
    { "52", "贵州", "贵州省", "Guizhou" },
    { "53", "云南", "云南省", "Yunnan" },
    { "54", "西藏", "西藏自治区", "Tibet" },
    { "61", "陕西", "陕西省", "Shaanxi" },
    { "62", "甘肃", "甘肃省", "Gansu" },
    { "63", "青海", "青海省", "Qinghai" },
    { "64", "宁夏", "宁夏回族自治区", "Ningxia" },
    { "65", "新疆", "新疆维吾尔自治区", "Xinjiang" },
} };

} // namespace cityflux
