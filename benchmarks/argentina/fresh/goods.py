"""Goods of the trades that the other groups do not sell; brands are invented."""

from benchmarks.argentina.products import Trade, goods

HYGIENE = Trade(
    "hygiene",
    "Higiene Total",
    "Venta al por mayor de artículos de limpieza",
    goods("""
LAVANDINA EN GEL FLORBEL X 900 ML ORIGINAL    | UN | 1410.20 | 21
LIMP. CREMOSO PULIX X 750 GR LIMÓN            | UN | 1988.75 | 21
DESENGRASANTE COCINA PULIX GATILLO 500 CC     | UN | 2640.00 | 21
AUTOBRILLO INCOLORO MOSAICAL X 5 LTS          | BD | 14875.00 | 21
JABÓN LÍQ. ROPA ALBORADA DOYPACK 3 L          | UN | 6890.35 | 21
SUAVIZ. ALBORADA JAZMÍN DOYPACK 900 ML        | UN | 1525.60 | 21
PAPEL HIG. NUBARRÓN HOJA SIMPLE 4X80 MT       | PQ | 2790.10 | 21
ROLLO DE COCINA NUBARRÓN 3X100 PAÑOS          | PQ | 2415.90 | 21
SERVILLETAS NUBARRÓN 33X33 X 70               | PQ | 960.00  | 21
INSECTICIDA MMM ZUMBIDO FIN 360 CC            | UN | 3344.45 | 21
ESPIRALES ZUMBIDO FIN X 12                    | CJ | 1105.00 | 21
SECADOR DE PISO PLÁSTICO 40 CM                | UN | 1730.00 | 21
CABO DE MADERA ROSCA 1,20 MT                  | UN | 1250.00 | 21
GUANTES LÁTEX FRIEGABIEN T.M                  | PR | 1489.50 | 21
ESPONJA ACERO FRIEGABIEN X 6                  | PQ | 890.80  | 21
BOLSA RESIDUO 45X60 ROLLO X 30                | RL | 1012.40 | 21
"""),
)
FOOD_COMPANY = Trade(
    "food_company",
    "Compañía Alimenticia",
    "Elaboración de productos alimenticios",
    goods("""
GALL DULCE VAINISOL VAINILLA 12X150G          | CJ | 10230.40 | 21 | 12
GALL DULCE VAINISOL CHOCOLATE 12X150G         | CJ | 10655.10 | 21 | 12
GALL SALADA TRIGALIA CLASICA 24X101G          | CJ | 15322.00 | 21 | 24
GALL SALADA TRIGALIA SALVADO 24X101G          | CJ | 15981.65 | 21 | 24
MAYONESA HELMARA DOYPACK 12X475G              | CJ | 22440.00 | 21 | 12
MAYONESA HELMARA SACHET 40X115G               | CJ | 19870.25 | 21 | 40
KETCHUP HELMARA DOYPACK 12X500G               | CJ | 20118.70 | 21 | 12
MOSTAZA HELMARA DOYPACK 12X250G               | CJ | 9044.90  | 21 | 12
CALDO VERDURA RENDIMAX 24X12CUBOS             | CJ | 31260.00 | 21 | 24
CALDO GALLINA RENDIMAX 24X12CUBOS             | CJ | 31260.00 | 21 | 24
SOPA CREMA ZAPALLO RENDIMAX 12X60G            | CJ | 13775.35 | 21 | 12
PURE DE PAPAS RENDIMAX 20X125G                | CJ | 18990.80 | 21 | 20
PAN RALLADO DORADITO 20X500G                  | CJ | 17605.00 | 21 | 20
REBOZADOR DORADITO 12X500G                    | CJ | 14820.45 | 21 | 12
HARINA 0000 MOLINARES 10X1KG                  | FD | 7140.30  | 10.5 | 10
HARINA 000 MOLINARES 10X1KG                   | FD | 6480.00  | 10.5 | 10
SEMOLA MOLINARES 12X500G                      | FD | 8225.55  | 21 | 12
FIDEO GUISERO MOLINARES 15X500G               | FD | 12460.90 | 21 | 15
FIDEO NIDO MOLINARES 12X500G                  | FD | 13050.00 | 21 | 12
FIDEO SOPERO MOLINARES 20X500G                | FD | 16210.00 | 21 | 20
LECHE POLVO ENTERA TAMBERA 12X800G            | CJ | 88730.00 | 21 | 12
LECHE POLVO DESC TAMBERA 12X800G              | CJ | 91456.20 | 21 | 12
CACAO POLVO COCOLIN 12X360G                   | CJ | 26415.75 | 21 | 12
POSTRE VAINILLA COCOLIN 24X75G                | CJ | 17188.00 | 21 | 24
GELATINA FRUTILLA COCOLIN 24X40G              | CJ | 12090.60 | 21 | 24
ARROZ PARBOIL ESTERITO 10X1KG                 | FD | 15875.00 | 21 | 10
ARROZ LARGO FINO ESTERITO 10X1KG              | FD | 12990.00 | 21 | 10
ARROZ DOBLE CAROLINA ESTERITO 10X500G         | FD | 11345.70 | 21 | 10
LENTEJA SECA ESTERITO 12X400G                 | CJ | 13208.00 | 10.5 | 12
POROTO ALUBIA ESTERITO 12X400G                | CJ | 12876.40 | 10.5 | 12
CHOCLO CREMOSO HUERTANA 12X350G               | CJ | 11720.00 | 21 | 12
JARDINERA HUERTANA 24X340G                    | CJ | 18964.30 | 21 | 24
TOMATE TRITURADO HUERTANA 8X950G              | CJ | 11088.85 | 21 | 8
DURAZNO MITADES HUERTANA 12X820G              | CJ | 32450.00 | 21 | 12
ATUN DESMENUZADO ANCLARTE 24X170G             | CJ | 36870.00 | 21 | 24
CABALLA AL NATURAL ANCLARTE 24X300G           | CJ | 58322.60 | 21 | 24
MERMELADA FRUTILLA DELIFRUT 12X390G           | CJ | 21655.00 | 21 | 12
MERMELADA CIRUELA DELIFRUT 12X390G            | CJ | 20930.00 | 21 | 12
MIEL LIQUIDA DELIFRUT 12X250G                 | CJ | 38200.15 | 10.5 | 12
TE CLASICO ROSEDAL 20X25SAQ                   | CJ | 15890.00 | 21 | 20
MANZANILLA ROSEDAL 20X25SAQ                   | CJ | 16012.00 | 21 | 20
CAFE TORRADO ROSEDAL 10X250G                  | CJ | 27445.50 | 21 | 10
EDULCORANTE LIQ ROSEDAL 12X400ML              | CJ | 24760.00 | 21 | 12
SAL FINA CRISTALSAL 20X500G                   | FD | 9315.00  | 21 | 20
"""),
)
MEAT = Trade(
    "meat",
    "Frigorífico y Matadero",
    "Matanza y abastecimiento de ganado bovino y porcino",
    goods("""
1/2 RES CORDERO PATAG.       | KG | 6120.00 | 10.5
1/2 LECHÓN                   | KG | 6245.00 | 10.5
1/4 TRASERO CORDERO          | KG | 6980.00 | 10.5
TAPA DE ASADO AL VACÍO       | KG | 6410.00 | 10.5
CUADRIL S/TAPA NOVILLITO     | KG | 8355.00 | 10.5
PECETO NOVILLITO             | KG | 9040.00 | 10.5
HÍGADO CONGELADO             | KG | 1890.00 | 10.5
CARRÉ DE CERDO C/HUESO       | KG | 4920.00 | 10.5
CHINCHULÍN CONGELADO         | KG | 3265.00 | 10.5
"""),
)
SUPERWHOLESALE = Trade(
    "superwholesale",
    "Supermayorista",
    "Venta al por mayor en autoservicio",
    goods("""
YERBA MATE LA TROPILLERA 1KG     | UN | 3290.00 | 21
AZUCAR COMUN TIPO A INGENIAL 1KG | UN | 930.00  | 21
ACEITE GIRASOL SOLARIEGO 900CC   | UN | 1890.00 | 21
HARINA LEUDANTE BLANQUIN 1KG     | UN | 815.00  | 10.5
FIDEOS MOÑO TRENZADA 500G        | UN | 870.00  | 21
PAN LACTAL GRANDE MIGAZO 550G    | UN | 2210.00 | 10.5
GASEOSA COLA CHISPIN 2,25L       | UN | 1560.00 | 21
PAPEL HIG SUAVINO 4X30M          | UN | 1495.00 | 21
DETERGENTE BRILLAJO 500CC        | UN | 980.00  | 21
GALLETITAS CRACKER TRIPACK 303G  | UN | 1370.00 | 21
CAFE INSTANTANEO TUCUMEL 170G    | UN | 7980.00 | 21
"""),
)
HOMEMADE = Trade(
    "homemade",
    "Pastas",
    "Elaboración de pastas frescas y conservas",
    goods("""
Sorrentinos de jamón y queso x 12     | UN | 5600 | 21
Ravioles de verdura (plancha)         | UN | 4300 | 21
Ñoquis de papa 500 g                  | UN | 2900 | 21
Tallarines al huevo 500 g             | UN | 3100 | 21
Salsa fileto frasco 360 cc            | UN | 3800 | 21
Berenjenas en escabeche 350 g         | UN | 6400 | 21
Canelones de ricota x 6               | UN | 5900 | 21
Pesto de albahaca 200 g               | UN | 4700 | 21
"""),
)
DRUGSTORE = Trade(
    "drugstore",
    "Droguería",
    "Venta al por mayor de productos farmacéuticos y de perfumería",
    goods("""
IBUPROLAN 400 MG COMP. X 10               | UN | 1845.30 | 0
IBUPROLAN 600 MG CÁPS. BLANDAS X 20       | UN | 4980.15 | 0
PARACETONE 500 MG COMP. X 16              | UN | 2130.00 | 0
DIGESTAL SOBRES X 10                      | UN | 3562.40 | 0
ANTIACIVIT MASTICABLE MENTA X 12          | UN | 2744.90 | 0
LORATIDEN 10 MG COMP. X 10                | UN | 3908.00 | 0
GASA ESTÉRIL 10 X 10 CURAPLEN X 10        | UN | 1220.75 | 21
ALGODÓN CURAPLEN ZIGZAG 100 G             | UN | 1654.20 | 21
APÓSITOS ADHESIVOS CURAPLEN X 20          | UN | 1388.60 | 21
ALCOHOL ETÍLICO 96 PURIVET 500 ML         | UN | 2295.00 | 21
AGUA OXIGENADA 10 VOL. PURIVET 250 ML     | UN | 1076.35 | 21
PAÑALES BEBESOL G X 32                    | UN | 9840.00 | 21
TOALLITAS HÚMEDAS BEBESOL X 50            | UN | 2510.80 | 21
PROTECTOR SOLAR FPS 50 DERMALIN 200 ML    | UN | 14675.00 | 21
CREMA DENTAL MENTALIX 90 G                | UN | 1790.45 | 21
CEPILLO DENTAL MENTALIX MEDIO             | UN | 1435.00 | 21
PRESERVATIVOS TEXTURADOS AMIGAL X 3       | UN | 2188.25 | 21
REPELENTE AEROSOL FUERAZÚ 170 ML          | UN | 3960.10 | 21
"""),
)
NATURAL = Trade(
    "natural",
    "Dietética Mayorista",
    "Venta al por mayor de frutos secos, legumbres y especias",
    goods("""
Almendras non pareil                  | KG | 15400.00 | 21
Nueces mariposa extra light           | KG | 13850.00 | 21
Pasas de uva sultaninas               | KG | 4120.00  | 21
Porotos alubia                        | KG | 2380.00  | 10.5
Lentejas canadienses                  | KG | 2745.00  | 10.5
Granola crocante con miel x 5 kg      | BL | 21900.00 | 21
Pimentón dulce extra x 1 kg           | UN | 8630.00  | 21
Orégano de montaña x 500 g            | UN | 5275.00  | 21
Semillas de chía                      | KG | 5990.00  | 21
Harina de almendras x 1 kg            | UN | 17240.00 | 21
"""),
)
BEVERAGE = Trade(
    "beverage",
    "Distribuidora de Bebidas",
    "Distribución de bebidas en general",
    goods("""
AGUA MINERAL SERRANITA 6X1500 S/GAS       | PK | 4890.00  | 21 | 6
AGUA MINERAL SERRANITA 6X1500 C/GAS       | PK | 4890.00  | 21 | 6
AMARGO SERRANO QUINTAL 6X750              | CJ | 33480.00 | 21 | 6  | 25
APERITIVO ROJO DON ZOILO 6X950            | CJ | 28915.50 | 21 | 6  | 25
CERV. RUBIA TORREÓN 12X970 RETORNABLE     | CJ | 21460.00 | 21 | 12 | 8.6957
CERV. ROJA TORREÓN LATA 24X473            | PK | 29744.20 | 21 | 24 | 8.6957
CERV. RUBIA TORREÓN LATA 24X473           | PK | 28105.00 | 21 | 24 | 8.6957
ENERGIZANTE VOLTAJE 24X250                | PK | 25680.00 | 21 | 24 | 4.1667
GASEOSA COLA PIPIOLA 6X2250               | PK | 9215.75  | 21 | 6  | 8.6957
GASEOSA NARANJA PIPIOLA 6X2250            | PK | 9215.75  | 21 | 6  | 8.6957
JUGO MULTIFRUTA CITRAL 8X1000             | PK | 9960.40  | 21 | 8
SIDRA DEL VALLECITO 6X720                 | CJ | 14230.00 | 21 | 6
VINO TTO. VIEJO PARRAL TETRA 12X1000      | CJ | 16825.90 | 21 | 12
VINO BCO. VIEJO PARRAL TETRA 12X1000      | CJ | 16825.90 | 21 | 12
"""),
)
HARDWARE = Trade(
    "hardware",
    "Ferretería Industrial",
    "Venta al por mayor de artículos de ferretería y materiales eléctricos",
    goods("""
TORNILLO AUTOPERFORANTE T1 PUNTA AGUJA 8 X 9/16" CAJA POR 1000 UNIDADES | CJ | 18420.1250 | 21
TARUGO NYLON CON TOPE 8 MM BOLSA X 100              | BL | 3155.4 | 21
TALADRO PERCUTOR 13 MM 710 W VELOCIDAD VARIABLE REVERSIBLE MAQUIFORT C/MALETÍN | UN | 96870.55 | 10.5
AMOLADORA ANGULAR 115 MM 820 W MAQUIFORT            | UN | 74310.2 | 10.5
DISCO DE CORTE METAL 115 X 1.0 MM ABRASUL           | UN | 985.375 | 21
LLAVE FRANCESA 10" CROMADA HERRAMAX                 | UN | 16240.8 | 21
CINTA AISLADORA 19 MM X 20 M NEGRA AISLATODO        | UN | 1844.6 | 21
CABLE UNIPOLAR 2.5 MM2 NORMALIZADO ROLLO X 100 M CELESTE | RL | 68905 | 10.5
LÁMPARA LED BULBO 9 W LUZ FRÍA E27 LUMINAR          | UN | 1310.2275 | 21
CANDADO BRONCE 40 MM CERROSEG                       | UN | 7425.9 | 21
SELLADOR SILICONA NEUTRO TRANSPARENTE 280 ML PEGASIL | UN | 5560.45 | 21
PINTURA LÁTEX INTERIOR BLANCO MATE COLORSUR BALDE X 20 LTS RENDIMIENTO 10 M2/L | BD | 71980 | 21
MANGUERA CRISTAL REFORZADA 1/2" (POR METRO)         | MT | 1275.35 | 21
"""),
)
PACKAGING = Trade(
    "packaging",
    "Envases y Embalajes",
    "Fabricación de envases plásticos y de cartón",
    goods("""
Bolsa camiseta 40 x 50 cm alta densidad blanca, impresa 1 color | MIL | 41200 | 21
Film stretch manual 50 cm x 23 micrones                  | KG | 4890 | 21
Caja de cartón corrugado 40 x 30 x 30 cm onda C          | UN | 1385 | 21
Cinta de embalar transparente 48 mm x 100 m              | UN | 1960 | 21
Bandeja PET con tapa bisagra 750 cc                      | UN | 312  | 21
Rollo de papel térmico 80 x 60 m                         | UN | 2440 | 21
Vaso polipapel 240 cc                                    | UN | 118  | 21
Bolsa de papel kraft con manija 30 x 12 x 41 cm          | UN | 486  | 21
"""),
)
